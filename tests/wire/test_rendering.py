"""JSON as the API writes it."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from itwins_site.wire.rendering import OrjsonRenderer, wire_time


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2016, 1, 18, 21, 3, 0, 370_000, tzinfo=UTC), "2016-01-18T21:03:00.370Z"),
        (datetime(2016, 1, 18, 21, 3, tzinfo=UTC), "2016-01-18T21:03:00.000Z"),
        (datetime(2016, 1, 18, 21, 3, 0, 370_999, tzinfo=UTC), "2016-01-18T21:03:00.370Z"),
        (
            datetime(2016, 1, 18, 21, 3, tzinfo=timezone(timedelta(hours=-5))),
            "2016-01-19T02:03:00.000Z",
        ),
        (None, None),
    ],
)
def test_a_moment_is_utc_with_three_digits(moment, expected):
    assert wire_time(moment) == expected


def test_ids_are_lower_case_numbers_are_numbers_and_accents_are_utf_8():
    data = {
        "id": UUID("DC914A84-E0C9-40E2-9D14-FAF5ED84147F"),
        "latitude": 40.028,
        "type": None,
        "displayName": "Brücke",
    }

    assert (
        OrjsonRenderer().render(data)
        == (
            '{"id":"dc914a84-e0c9-40e2-9d14-faf5ed84147f","latitude":40.028,'
            '"type":null,"displayName":"Brücke"}'
        ).encode()
    )


def test_nothing_is_rendered_as_nothing():
    assert OrjsonRenderer().render(None) == b""
