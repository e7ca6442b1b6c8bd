"""The demo data: loaded once for all tests of a file, each of which starts from it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from tests.conftest import FAST_HASHERS, file_storage


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        override_settings(
            STORAGES=settings.STORAGES | file_storage(), PASSWORD_HASHERS=FAST_HASHERS
        ),
        transaction.atomic(),
    ):
        call_command("load_demo_data", "--size", "small", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(_loaded, db) -> None:
    """The small demo data; what a test changes is undone after it."""
