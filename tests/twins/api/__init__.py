"""Tests of the iTwins API, one file per operation and theme."""

import pytest

# Its assertions explain themselves as those of a test file do.
pytest.register_assert_rewrite("tests.twins.api.answers")
