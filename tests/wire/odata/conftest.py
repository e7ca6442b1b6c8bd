"""The bridges that filters are asked of."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection

from tests.wire.odata.bridges import Bridge

OWNER = UUID("78202ffd-272b-4207-a7ad-7d2b1af5dafc")


@pytest.fixture(scope="session")
def _bridge_table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Bridge)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Bridge)


@pytest.fixture
def bridges(_bridge_table, db):
    """Three bridges, of which Nameless has a value only where it must."""
    return [
        Bridge.objects.create(
            number_folded="golden 100%",
            nickname_folded="o'brien's straße".casefold(),
            status="Active",
            time_zone="America/Los_Angeles",
            owner_id=OWNER,
            opened_at=datetime(2023, 5, 27, 12, 0, 0, 123000, tzinfo=UTC),
            length=2737.4,
        ),
        Bridge.objects.create(
            number_folded="iron",
            nickname_folded="the old one",
            status="Inactive",
            time_zone="Europe/London",
            owner_id=UUID("00000000-0000-0000-0000-000000000001"),
            opened_at=datetime(2024, 9, 1, tzinfo=UTC),
            length=-60,
        ),
        Bridge.objects.create(number_folded="nameless", status="Trial"),
    ]
