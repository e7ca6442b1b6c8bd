"""$select texts and the properties they choose."""

import pytest

from itwins_site.wire.odata.errors import UnknownSelect
from itwins_site.wire.odata.select import parse_select

PROPERTIES = ("id", "class", "subClass", "number", "displayName")


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("displayName", ("displayName",)),
        ("displayName,id", ("id", "displayName")),
        (" DISPLAYNAME ,\tsubclass,Class ", ("class", "subClass", "displayName")),
        ("number,Number,number", ("number",)),
        ("number,,", ("number",)),
        ("", ()),
    ],
)
def test_properties_keep_their_own_order_and_spelling(text, selected):
    assert parse_select(text, PROPERTIES) == selected


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("invalidFieldName", "invalidFieldName"),
        ("id, InvalidFieldName ,alsoInvalid", "InvalidFieldName"),
        ("displayName desc", "displayName desc"),
        ("*", "*"),
    ],
)
def test_the_first_unknown_property_is_named_as_written(text, named):
    with pytest.raises(UnknownSelect) as refusal:
        parse_select(text, PROPERTIES)

    assert (refusal.value.name, str(refusal.value)) == (
        named,
        f"The $select string contains an unknown property '{named}'.",
    )
