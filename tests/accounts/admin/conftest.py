"""Support staff at their pages."""

import pytest
from django.test import Client


@pytest.fixture
def staff(client, support) -> Client:
    """The browser of support staff, signed in."""
    client.force_login(support)
    return client
