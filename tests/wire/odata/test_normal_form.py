"""Conditions that are as deep, as broad and as negated as the limits let them be, on a real database."""

import pytest
from django.db.models import Q

from itwins_site.wire.odata.errors import UnsupportedFilter
from itwins_site.wire.odata.filter_to_q import filter_to_q
from itwins_site.wire.odata.grammar import parse_filter
from itwins_site.wire.odata.normal_form import MAX_LEVELS, normal_form
from itwins_site.wire.odata.syntax import And, Comparison, Operator, Or, to_text
from tests.wire.odata.bridges import COLUMNS, Bridge
from tests.wire.odata.expected_answers import is_true


def _found(tree):
    return list(Bridge.objects.filter(filter_to_q(tree, COLUMNS)).order_by("id"))


def _alternating(levels):
    """`a and (b or (c and …`: every level is another kind, so that none can be joined."""
    tree = Comparison("nickname", Operator.NOT_EQUAL, "x")
    for level in range(levels):
        leaf = Comparison("nickname", Operator.NOT_EQUAL, f"{level}")
        tree = And((leaf, tree)) if level % 2 else Or((leaf, tree))
    return tree


def test_a_chain_of_as_many_operands_as_allowed_is_one_flat_q():
    tree = parse_filter(" and ".join(["number eq 'a'"] * 250))

    q = filter_to_q(tree, COLUMNS)

    assert q == Q(*[Q(number_folded="a")] * 250)


def test_nested_parentheses_of_one_kind_become_one_flat_q():
    tree = parse_filter("(number eq 'a' or " * 50 + "number eq 'b'" + ")" * 50)

    q = filter_to_q(tree, COLUMNS)

    assert q == Q(*[Q(number_folded=text) for text in ["a"] * 50 + ["b"]], _connector=Q.OR)


@pytest.mark.parametrize(
    "text",
    [
        " or ".join(["timeZone ne 'a'"] * 250),
        " and ".join(["timeZone ne 'a'"] * 250),
        "not timeZone in (null" + ",'a'" * 498 + ")",
        "not number in ('a'" + ",'b'" * 498 + ")",
        "not (timeZone ne 'a' and " * 50 + "timeZone ne 'a'" + ")" * 50,
        "(timeZone ne 'a' or " * 50 + "timeZone ne 'a'" + ")" * 50,
        "(timeZone ne 'a' and (timeZone gt 'b' or " * 25 + "timeZone ne 'a'" + "))" * 25,
        "not (timeZone ne 'a' and not (timeZone gt 'b' or " * 25 + "timeZone ne 'a'" + "))" * 25,
        "(timeZone gt 'a' or timeZone ne 'a' and " * 29 + "timeZone ne 'a'" + ")" * 29,
    ],
)
def test_the_database_reads_whatever_is_within_the_limits(bridges, text):
    tree = parse_filter(text)

    assert _found(tree) == [bridge for bridge in bridges if is_true(tree, bridge)]


def test_the_database_reads_as_many_levels_as_are_let_through(bridges):
    broad = " and ".join(["timeZone ne 'a'"] * (240 - MAX_LEVELS))
    deep = _alternating(MAX_LEVELS - 2)

    found = _found(And((Or((deep, And((deep, parse_filter(broad))))), deep)))

    assert found == bridges


def test_more_levels_are_unsupported():
    assert normal_form(_alternating(MAX_LEVELS))
    with pytest.raises(UnsupportedFilter):
        normal_form(_alternating(MAX_LEVELS + 1))


def test_the_deepest_operand_goes_first_and_negations_to_the_leaves():
    tree = parse_filter(
        "not (number eq '1' or number eq '2' and not (number eq '3' and number eq '4'))"
    )

    assert to_text(normal_form(tree)) == (
        "(number eq '3' and number eq '4' or not number eq '2') and not number eq '1'"
    )
