"""A browser without scripts for each person of the cast."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User


@pytest.fixture
def browse() -> Callable[[User | None], Client]:
    """A client that is signed in as a person, or not at all."""

    def as_person(person: User | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return as_person
