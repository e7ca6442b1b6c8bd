"""Support staff at their pages, and an iTwin to look up."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import make_itwin
from twins.models import ITwin


@pytest.fixture
def staff(client, support) -> Client:
    """The browser of support staff, signed in."""
    client.force_login(support)
    return client


@pytest.fixture
def highway(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Äußerer Ring", number="BÄR-7")


@pytest.fixture
def bridges(highway, owner: User) -> list[ITwin]:
    """Two children of the highway."""
    return [
        make_itwin(highway, owner=owner, display_name=f"Bridge {place}", number=f"B-{place}")
        for place in (1, 2)
    ]
