"""Generated $filter texts: trees, valid texts, damaged ones, noise and bombs."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from itwins_site.wire.odata.syntax import (
    And,
    Comparison,
    In,
    Not,
    Operator,
    Or,
    TextFunction,
    TextMatch,
    to_text,
)

LONGEST = 60_000

PROPERTIES = (
    "id",
    "class",
    "subClass",
    "type",
    "number",
    "displayName",
    "parentId",
    "iTwinAccountId",
    "status",
    "ianaTimeZone",
    "latitude",
    "CreatedDateTime",
    "inactive",
    "notes",
    "orderId",
    "equipment",
    "nullable",
    "contains",
    "größe",
)

storable_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
)
literal_texts = st.sampled_from(["Active", "abc", "O'Brien", "'", "and or (", ""]) | storable_text
literal_values = st.one_of(
    literal_texts,
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False),
    st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.booleans(),
    st.none(),
    st.uuids(),
)

_SNIPPETS = (
    *("(", ")", "[", "]", ",", "'", "''", "/", ":", ".", "-", " ", "\0", "\ud800", "#", "İ"),
    *(" and ", " or ", " not ", " eq ", " ne ", " in ", " add ", " null ", " true ", " has "),
    *("contains(", "length(", "any(x:", "status", "number eq", "1e999", "9" * 5000),
    *("2024-02-30", "0001-01-01T00:00:00+05:00", "78202ffd-272b-4207-a7ad-7d2b1af5dafc"),
)
_BOMBS = (
    ("(", "status eq 'a'", ")"),
    ("[", "", "]"),
    ("((", "status eq 'a'", "))"),
    ("not ", "status eq 'a'", ""),
    ("not (", "status eq 'a'", ")"),
    ("status eq 'a' and ", "status eq 'a'", ""),
    ("status eq 'a' or number ne 'b' and ", "status eq 'a'", ""),
    ("(status eq 'a' or number eq 'b' and ", "status eq 'a'", ")"),
    ("status eq 'a' and not (number eq 'b' or ", "status eq 'a'", ")"),
    ("", "contains(number,'a')", " eq false"),
    ("status in (", "'a'", ",'a'"),
    ("contains(", "number", ",'a')"),
    ("number add ", "1", " eq 1"),
    ("number/any(x:", "1 eq 1", ")"),
    ("number/", "number", " eq 1"),
    ("'", "", "'"),
    ("'a", "", ""),
    ("a", " eq ", "1"),
    ("9", " eq latitude", ""),
    (" ", "", "\n"),
    (",", "", "("),
    ("%", "", "_"),
    ("\ufdfa", "", "'"),
)

# Around each limit, and far beyond all of them.
_TIMES = (1, 2, 24, 25, 49, 50, 51, 249, 250, 499, 500, 501)


def expressions(properties=PROPERTIES, values=literal_values):
    """Trees as the parser may build them."""
    name = st.sampled_from(properties)
    leaves = st.one_of(
        st.builds(Comparison, name, st.sampled_from(Operator), values),
        st.builds(In, name, st.lists(values, min_size=1, max_size=4).map(tuple)),
        st.builds(TextMatch, st.sampled_from(TextFunction), name, literal_texts),
    )

    def joined(parts):
        operands = st.lists(parts, min_size=2, max_size=4).map(tuple)
        return st.one_of(st.builds(And, operands), st.builds(Or, operands), st.builds(Not, parts))

    return st.recursive(leaves, joined, max_leaves=20)


def valid_filters(properties=PROPERTIES):
    """Texts that can be parsed and are supported, though not for every property."""
    return expressions(properties).map(to_text)


@st.composite
def damaged_filters(draw, properties=PROPERTIES):
    """Valid texts with a few places cut out, repeated or overwritten."""
    text = draw(valid_filters(properties))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(start + 20, len(text))))
        patch = draw(st.sampled_from([*_SNIPPETS, "", text[start:end] * 3]))
        text = text[:start] + patch + text[end:]
    return text


@st.composite
def bombs(draw, longest=LONGEST):
    """A short beginning, middle and end, the first and last many times over."""
    opening, middle, closing = draw(st.sampled_from(_BOMBS))
    times = draw(st.sampled_from(_TIMES) | st.integers(1000, LONGEST))
    kept = (longest - len(middle)) // 2
    return (opening * times)[:kept] + middle + (closing * times)[:kept]


def filter_texts(properties=PROPERTIES, longest=LONGEST):
    """Whatever may be sent as $filter."""
    noise = st.text(max_size=100) | st.lists(st.sampled_from(_SNIPPETS), max_size=20).map("".join)
    return st.one_of(
        valid_filters(properties), damaged_filters(properties), bombs(longest), noise
    ).map(lambda text: text[:longest])
