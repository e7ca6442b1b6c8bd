"""Trees asked of real rows."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itwins_site.wire.odata.errors import FilterSyntaxError, UnknownProperty, UnsupportedFilter
from itwins_site.wire.odata.filter_to_q import filter_to_q
from itwins_site.wire.odata.grammar import parse_filter
from itwins_site.wire.odata.syntax import (
    And,
    Comparison,
    In,
    Not,
    Operator,
    Or,
    TextFunction,
    TextMatch,
)
from tests.wire.odata.bridges import COLUMNS, Bridge
from tests.wire.odata.conftest import OWNER
from tests.wire.odata.expected_answers import is_true
from tests.wire.odata.filter_texts import filter_texts

pytestmark = pytest.mark.usefixtures("bridges")

ALL = ["golden 100%", "iron", "nameless"]


def numbers(text):
    """The numbers of the bridges that a filter finds."""
    found = Bridge.objects.filter(filter_to_q(parse_filter(text), COLUMNS))
    return list(found.order_by("id").values_list("number_folded", flat=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("number eq 'IRON'", ["iron"]),
        ("Number eq ' iron '", ["iron"]),
        ("number ne 'Iron'", ["golden 100%", "nameless"]),
        ("number gt 'IRON'", ["nameless"]),
        ("number ge 'IRON'", ["iron", "nameless"]),
        ("number lt 'IRON'", ["golden 100%"]),
        ("number le 'IRON'", ["golden 100%", "iron"]),
        ("number in ['IRON',' Nameless ']", ["iron", "nameless"]),
        ("contains('RO',number)", ["iron"]),
        ("contains(number,' iron')", []),
        ("contains(number,'%')", ["golden 100%"]),
        ("contains(number,'_')", []),
        ("contains(number,'')", ALL),
        ("startswith(number,'GOLD')", ["golden 100%"]),
        ("endswith(number,'LESS')", ["nameless"]),
        ("contains(number,'iron') eq false", ["golden 100%", "nameless"]),
        ("nickname eq 'O''BRIEN''S STRASSE'", ["golden 100%"]),
        ("nickname eq null", ["nameless"]),
        ("nickname ne null", ["golden 100%", "iron"]),
        ("nickname ne 'the old one'", ["golden 100%", "nameless"]),
        ("nickname in ('the old one',null)", ["iron", "nameless"]),
        ("not nickname in ('the old one')", ["golden 100%", "nameless"]),
        ("not contains(nickname,'old')", ["golden 100%", "nameless"]),
        ("not not contains(nickname,'old')", ["iron"]),
        ("number eq null", []),
        ("number ne null", ALL),
        ("number in (null)", []),
    ],
)
def test_text_is_compared_folded(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("status eq 'active'", ["golden 100%"]),
        ("STATUS ne 'ACTIVE'", ["iron", "nameless"]),
        ("status eq 'Nonsense'", []),
        ("status ne 'Nonsense'", ALL),
        ("status in ['ACTIVE','trial','Nonsense']", ["golden 100%", "nameless"]),
        ("status in ('Nonsense')", []),
        ("not status in ('Nonsense')", ALL),
        ("contains(status,'ACTIVE')", ["golden 100%", "iron"]),
        ("startswith('in',status)", ["iron"]),
        ("endswith(status,'L')", ["nameless"]),
        ("status gt 'active'", ["iron", "nameless"]),
        ("status lt 'INACTIVE'", ["golden 100%"]),
        ("status eq null", []),
        ("timeZone eq 'europe/london'", ["iron"]),
        ("timeZone ne 'europe/london'", ["golden 100%", "nameless"]),
        ("timeZone eq null", ["nameless"]),
        ("timeZone in ('EUROPE/LONDON','america/los_angeles')", ["golden 100%", "iron"]),
        ("timeZone in ('EUROPE/LONDON',null)", ["iron", "nameless"]),
        ("timeZone in (null)", ["nameless"]),
        ("not timeZone in ('EUROPE/LONDON')", ["golden 100%", "nameless"]),
        ("contains(timeZone,'LOS_')", ["golden 100%"]),
        ("startswith(timeZone,'EUROPE')", ["iron"]),
        ("endswith('LONDON',timeZone)", ["iron"]),
        ("timeZone gt 'B'", ["iron"]),
        ("timeZone le 'europe/london'", ["golden 100%", "iron"]),
        ("not timeZone gt 'B'", ["golden 100%", "nameless"]),
    ],
)
def test_a_word_is_compared_in_any_case(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"ownerId eq '{OWNER}'", ["golden 100%"]),
        (f"ownerId eq {OWNER}", ["golden 100%"]),
        (f"ownerId eq {str(OWNER).upper()}", ["golden 100%"]),
        (f"ownerId ne {OWNER}", ["iron", "nameless"]),
        (f"ownerId in ['{OWNER}',null]", ["golden 100%", "nameless"]),
        ("ownerId ne null", ["golden 100%", "iron"]),
        ("openedDateTime eq 2023-05-27T12:00:00.1234567Z", ["golden 100%"]),
        ("openedDateTime eq '2023-05-27T14:00:00.123+02:00'", ["golden 100%"]),
        ("openedDateTime eq 2023-05-27T12:00:00.124Z", []),
        ("openedDateTime ne 2024-09-01", ["golden 100%", "nameless"]),
        ("openedDateTime in (2024-09-01T00:00:00.0009Z)", ["iron"]),
        ("openedDateTime gt 2023-05-27T12:00:00.123Z", ["iron"]),
        ("openedDateTime ge '2023-05-27T12:00:00.123Z'", ["golden 100%", "iron"]),
        ("openedDateTime lt 2024-09-01", ["golden 100%"]),
        ("2024-09-01 ge openedDateTime", ["golden 100%", "iron"]),
        ("not openedDateTime ge 2024-01-01", ["golden 100%", "nameless"]),
        ("openedDateTime ge 0001-01-01 and openedDateTime le 9999-12-31", ["golden 100%", "iron"]),
        ("length gt 0", ["golden 100%"]),
        ("length eq -60", ["iron"]),
        ("length eq -6.0e1", ["iron"]),
        ("length lt 1e308", ["golden 100%", "iron"]),
        ("length in (-60, 2737.4)", ["golden 100%", "iron"]),
        ("length ne -60", ["golden 100%", "nameless"]),
        ("length eq null", ["nameless"]),
    ],
)
def test_guids_moments_and_numbers_are_compared_by_value(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("status eq 'Active' or status eq 'Trial' and length gt 0", ["golden 100%"]),
        ("(status eq 'Active' or status eq 'Trial') and length eq null", ["nameless"]),
        ("not (status eq 'Active' or length lt 0)", ["nameless"]),
        ("not (status eq 'Trial' and nickname eq null)", ["golden 100%", "iron"]),
        ("not (nickname ne 'the old one' and not (length gt 0))", ["golden 100%", "iron"]),
    ],
)
def test_conditions_are_joined_and_negated(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("number eq 5", "number eq true", "number eq 2024-01-01", f"number eq {OWNER}"),
        *("number gt null", "null le number", "status eq 1", "status gt null"),
        *("ownerId eq 'abc'", "ownerId eq ''", "ownerId eq 5", "ownerId gt null"),
        *(f"ownerId gt {OWNER}", f"ownerId le '{OWNER}'", f"contains(ownerId,'{OWNER}')"),
        *(f"ownerId eq '{OWNER.hex}'", f"ownerId eq '{{{OWNER}}}'", f"ownerId in ('{OWNER}','x')"),
        *("openedDateTime eq 'yesterday'", "openedDateTime ge '2024-02-30'"),
        *("openedDateTime ge '0001-01-01T00:00:00+05:00'", "openedDateTime eq 2024"),
        *("contains(openedDateTime,'2024')", "openedDateTime lt null"),
        *("length eq '5'", "length eq true", "length gt null", "length lt 1e999"),
        *(f"length eq {'9' * 399}", "length in (1,-1e999)", "startswith(length,'1')"),
        f"contains(number,'{'ΐ' * 4000}')",
    ],
)
def test_a_literal_of_the_wrong_kind_is_unsupported(text):
    with pytest.raises(UnsupportedFilter):
        numbers(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NoSuch eq 1", "NoSuch"),
        ("number eq 'a' and contains(imageName,'x')", "imageName"),
        ("not (status in ('a') or parent.number in (1))", "parent.number"),
    ],
)
def test_a_property_that_is_no_column_is_named(text, name):
    with pytest.raises(UnknownProperty) as refusal:
        numbers(text)

    assert refusal.value.name == name


_TEXTS = {
    "number": ("Iron", "golden 100%", "nothing"),
    "nickname": ("the OLD one", "o'brien's straße", "nothing"),
    "status": ("active", "TRIAL", "nothing"),
    "timeZone": ("EUROPE/London", "America/los_angeles", "nothing"),
}
_AMOUNTS = {
    "openedDateTime": [datetime(year, 9, 1, tzinfo=UTC) for year in (2023, 2024, 2025)],
    "length": [-60, 0, 2737.4],
}
_UNORDERED = (Operator.EQUAL, Operator.NOT_EQUAL)
_VALUES = {**_TEXTS, **_AMOUNTS, "ownerId": [OWNER, UUID(int=1), UUID(int=2)]}


@st.composite
def _leaves(draw):
    name = draw(st.sampled_from(sorted(_VALUES)))
    value = st.sampled_from(_VALUES[name])
    shapes = [
        st.builds(Comparison, st.just(name), st.sampled_from(_UNORDERED), st.none() | value),
        st.builds(
            In, st.just(name), st.lists(st.none() | value, min_size=1, max_size=3).map(tuple)
        ),
    ]
    if name in _AMOUNTS:
        orders = st.sampled_from([o for o in Operator if o not in _UNORDERED])
        shapes.append(st.builds(Comparison, st.just(name), orders, value))
    if name in _TEXTS:
        part = st.builds(
            lambda text, start, end: text[start:end], value, st.integers(0, 9), st.integers(3, 20)
        )
        shapes.append(st.builds(TextMatch, st.sampled_from(TextFunction), st.just(name), part))
    return draw(st.one_of(shapes))


def _joined(parts):
    operands = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(And, operands), st.builds(Or, operands), st.builds(Not, parts))


@settings(
    max_examples=300,
    deadline=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tree=st.recursive(_leaves(), _joined, max_leaves=15))
def test_the_rows_found_are_those_the_filter_is_true_of(bridges, tree):
    found = list(Bridge.objects.filter(filter_to_q(tree, COLUMNS)).order_by("id"))

    assert found == [bridge for bridge in bridges if is_true(tree, bridge)]


@settings(
    max_examples=500,
    deadline=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=filter_texts(properties=tuple(_VALUES)))
def test_any_text_finds_rows_or_is_refused(bridges, text):
    try:
        found = numbers(text)
    except (FilterSyntaxError, UnknownProperty, UnsupportedFilter):
        found = []

    assert set(found) <= set(ALL)
