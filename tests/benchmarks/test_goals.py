"""What `make bench` measures."""

import importlib

import pytest

from benchmarks.__main__ import GOALS


@pytest.mark.parametrize("module", sorted(set(GOALS.values())))
def test_every_goal_has_a_module_that_measures_it(module):
    assert callable(importlib.import_module(module).measure)
