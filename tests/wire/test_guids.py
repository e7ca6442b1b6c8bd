"""What counts as an id."""

from uuid import UUID

import pytest

from itwins_site.wire.guids import parse_guid

WRITTEN = "dc914a84-e0c9-40e2-9d14-faf5ed84147f"


@pytest.mark.parametrize("text", [WRITTEN, WRITTEN.upper(), WRITTEN.title()])
def test_a_hyphenated_guid_is_read_in_any_casing(text):
    assert parse_guid(text) == UUID(WRITTEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        WRITTEN.replace("-", ""),
        f"{{{WRITTEN}}}",
        f"urn:uuid:{WRITTEN}",
        f" {WRITTEN}",
        f"{WRITTEN}\n",
        WRITTEN[:-1] + "g",
        WRITTEN[:-1] + "\u0663",  # an Arabic digit
        WRITTEN.replace("dc91", "d-c9"),
        "d" * 36,
        "-" * 36,
        None,
        7,
        [WRITTEN],
        {"id": WRITTEN},
    ],
)
def test_anything_else_is_none(text):
    assert parse_guid(text) is None
