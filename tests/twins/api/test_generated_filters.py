"""Thousands of generated $filter texts through the API: rows or the documented 422, never 500."""

import operator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
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
from tests.twins.api.answers import assert_answers, cannot, make_at, names, refusal
from tests.twins.api.list_refusals import FILTER_PROPERTY, FILTER_STATEMENT
from tests.wire.odata.filter_texts import LONGEST, filter_texts
from twins.folding import fold, fold_key

WIRE_PROPERTIES = (
    *("id", "class", "subClass", "type", "number", "displayName", "geographicLocation"),
    *("latitude", "longitude", "ianaTimeZone", "dataCenterLocation", "status", "parentId"),
    *("iTwinAccountId", "CreatedDateTime", "createdBy", "lastModifiedDateTime", "image", "nothing"),
)
MOMENTS = [datetime(2024, month, 1, tzinfo=UTC) for month in (1, 2, 3)]
TEXTS = ["", " ", "a", "A", "b", "ab", "%", "_", "'", "ß", "SS", "ü", "U\u0308", "a b", "\\"]
LATITUDES = [-1.5, 0.0, 2.0]


@pytest.fixture
def client(api, owner):
    """One for all examples of a test: signing a token takes longer than a question."""
    return api(owner)


@pytest.fixture
def administrator(api, admin):
    return api(admin)


@pytest.fixture
def rows(acme, owner):
    """Five iTwins with every kind of value and with none, as the wire shows them in full."""
    values = [
        ("a b", MOMENTS[0], {"number": "A%", "type": "ß", "latitude": -1.5}),
        ("Ü", MOMENTS[1], {"number": "a_b", "type": "ab", "status": "Inactive"}),
        ("O'B", MOMENTS[1], {"number": "\\", "latitude": 0.0, "status": "Trial"}),
        ("SS", MOMENTS[2], {"number": " b ", "type": "", "latitude": 2.0}),
        ("b", MOMENTS[2], {"number": "ssa"}),
    ]
    for name, moment, others in values:
        make_at(moment, acme, owner, name, **others)
    return values


def _ask(client, text, **headers):
    # As a hostile client would: characters that no encoder writes, written all the same.
    encoded = quote(text, safe="", errors="surrogatepass")
    return client.get(f"/itwins/?includeInactive=true&$filter={encoded}", headers=headers)


@settings(
    # The words are the same on both databases; PostgreSQL has only its own answers to add.
    max_examples=2000 if connection.vendor == "sqlite" else 400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=filter_texts(properties=WIRE_PROPERTIES))
@example("(" * LONGEST)
@example("status eq 'Active' and " * 2600)
def test_whatever_is_asked_is_answered_or_refused_as_documented(rows, client, text):
    answer = _ask(client, text)

    if answer.status_code == 200:
        assert list(answer.json()) == ["iTwins", "_links"]
        return
    error = answer.json()["error"]
    if error["message"] == "Cannot query iTwins.":
        assert error["details"][0]["target"] == "$filter"
        detail = (
            FILTER_PROPERTY if "property" in error["details"][0]["message"] else FILTER_STATEMENT
        )
        assert_answers(answer, 422, cannot("query", detail))
    else:
        assert error["message"].startswith("Syntax error at position ")
        assert_answers(answer, 422, refusal("InvalidiTwinsRequest", error["message"]))


def _leaves():
    texts = st.sampled_from(TEXTS)
    equal = st.sampled_from([Operator.EQUAL, Operator.NOT_EQUAL])
    any_operator = st.sampled_from(Operator)
    text_names = st.sampled_from(["number", "displayName", "type"])
    return st.one_of(
        st.builds(Comparison, text_names, equal, texts),
        st.builds(Comparison, st.just("type"), equal, st.none()),
        st.builds(In, text_names, st.lists(texts, min_size=1, max_size=3).map(tuple)),
        st.builds(TextMatch, st.sampled_from(TextFunction), text_names, texts),
        st.builds(Comparison, st.just("latitude"), any_operator, st.sampled_from(LATITUDES)),
        st.builds(Comparison, st.just("latitude"), equal, st.none()),
        st.builds(Comparison, st.just("createdDateTime"), any_operator, st.sampled_from(MOMENTS)),
        st.builds(
            Comparison, st.just("status"), equal, st.sampled_from(["Active", "trial", "none"])
        ),
    )


def _joined(parts):
    operands = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(And, operands), st.builds(Or, operands), st.builds(Not, parts))


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tree=st.recursive(_leaves(), _joined, max_leaves=10))
def test_the_rows_are_those_of_which_the_filter_is_true(rows, client, administrator, tree):
    expected = sorted(name for name, moment, values in rows if _is_true(tree, name, moment, values))

    as_member = _ask(client, to_text(tree))
    as_administrator = _ask(
        administrator, to_text(tree), **{"X-iTwin-Query-Scope": "OrganizationAdmin"}
    )

    assert sorted(names(as_member)) == sorted(names(as_administrator)) == expected


def _is_true(tree, *row):
    match tree:
        case And(operands):
            return all(_is_true(operand, *row) for operand in operands)
        case Or(operands):
            return any(_is_true(operand, *row) for operand in operands)
        case Not(operand):
            return not _is_true(operand, *row)
    return _fits(tree, _value(tree.property, *row))


def _value(wire_name, name, moment, values):
    everything = {"displayName": name, "createdDateTime": moment, "status": "Active", **values}
    value = everything.get(wire_name)
    return fold_key(value) if isinstance(value, str) else value


_COMPARED = {
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
}
_MATCHED = {
    TextFunction.CONTAINS: operator.contains,
    TextFunction.STARTS_WITH: str.startswith,
    TextFunction.ENDS_WITH: str.endswith,
}


def _fits(leaf, value):
    match leaf:
        case In(_, texts):
            return value in [fold_key(text) for text in texts]
        case TextMatch(function, _, text):
            return value is not None and _MATCHED[function](value, fold(text))
        case Comparison(_, Operator.EQUAL, other):
            return value == _asked(other)
        case Comparison(_, Operator.NOT_EQUAL, other):
            return value != _asked(other)
    return value is not None and _COMPARED[leaf.operator](value, leaf.value)


def _asked(other):
    return fold_key(other) if isinstance(other, str) else other
