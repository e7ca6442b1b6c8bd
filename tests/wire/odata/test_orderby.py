"""$orderby texts and the keys they are read into."""

import pytest

from itwins_site.wire.odata.errors import UnsupportedOrderBy
from itwins_site.wire.odata.orderby import OrderKey, parse_orderby

PROPERTIES = {
    "displayname": "displayName",
    "number": "number",
    "createddatetime": "createdDateTime",
}


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("displayName ASC", (OrderKey("displayName"),)),
        ("displayName asc", (OrderKey("displayName"),)),
        ("displayName desc", (OrderKey("displayName", descending=True),)),
        ("DISPLAYNAME", (OrderKey("displayName"),)),
        ("  displayName \t DeSc ", (OrderKey("displayName", descending=True),)),
        (
            "number desc,displayName",
            (OrderKey("number", descending=True), OrderKey("displayName")),
        ),
        (
            "createdDateTime, number asc , displayName Desc",
            (
                OrderKey("createdDateTime"),
                OrderKey("number"),
                OrderKey("displayName", descending=True),
            ),
        ),
        ("number,,displayName,", (OrderKey("number"), OrderKey("displayName"))),
        ("", ()),
        (" , ", ()),
    ],
)
def test_keys_are_read_in_their_order(text, keys):
    assert parse_orderby(text, PROPERTIES) == keys


def test_a_property_named_again_is_ordered_by_its_first_key():
    keys = parse_orderby("number desc,displayName,NUMBER asc", PROPERTIES)

    assert keys == (OrderKey("number", descending=True), OrderKey("displayName"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("PropertyName", "PropertyName"),
        ("propertyName desc", "propertyName"),
        ("number,image asc,nothing", "image"),
        ("displayName sideways", "displayName sideways"),
        (" displayName  asc desc ", "displayName  asc desc"),
        ("nothing sideways", "nothing sideways"),
        ("number;drop", "number;drop"),
    ],
)
def test_the_first_unsupported_key_is_named_as_written(text, named):
    with pytest.raises(UnsupportedOrderBy) as refusal:
        parse_orderby(text, PROPERTIES)

    assert (refusal.value.name, str(refusal.value)) == (
        named,
        f"'{named}' is not a supported orderBy value.",
    )
