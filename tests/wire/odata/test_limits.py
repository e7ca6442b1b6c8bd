"""How long, deep and broad a $filter may be."""

import pytest
from hypothesis import given, settings

from itwins_site.wire.odata.errors import FilterSyntaxError, UnsupportedFilter
from itwins_site.wire.odata.grammar import parse_filter
from itwins_site.wire.odata.syntax import Expression
from tests.wire.odata.filter_texts import LONGEST, filter_texts


def _of_length(characters):
    return "number eq '".ljust(characters - 1, "a") + "'"


def _in_parentheses(levels):
    return "(" * levels + "number eq 1" + ")" * levels


def _list_in_parentheses(levels, opening="[", closing="]"):
    return "(" * (levels - 1) + f"number in {opening}1{closing}" + ")" * (levels - 1)


def _round_list_in_parentheses(levels):
    return _list_in_parentheses(levels, "(", ")")


def _negated(times):
    return "not " * times + "number eq 1"


def _list_of(operands):
    return f"number in ({','.join(['1'] * (operands - 1))})"


def _comparisons(operands):
    # An even number; the odd one over the limit is a bare property, which is counted as well.
    return " or ".join(["number eq 1"] * (operands // 2)) + " or number" * (operands % 2)


AT_THE_LIMIT = [
    (_of_length, 8000),
    (_in_parentheses, 50),
    (_list_in_parentheses, 50),
    (_round_list_in_parentheses, 50),
    (_negated, 50),
    (_list_of, 500),
    (_comparisons, 500),
]


@pytest.mark.parametrize(("text_of", "most"), AT_THE_LIMIT)
def test_a_filter_is_read_when_it_is_just_within_a_limit(text_of, most):
    assert isinstance(parse_filter(text_of(most)), Expression)


@pytest.mark.parametrize(("text_of", "most"), AT_THE_LIMIT)
def test_a_filter_is_unsupported_when_it_is_just_over_a_limit(text_of, most):
    with pytest.raises(UnsupportedFilter):
        parse_filter(text_of(most + 1))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 51,
        "not " * 51,
        "a " * 501,
        "'" * 8001,
        "[" * 60_000,
        "status eq 'a' and " * 3000,
    ],
)
def test_the_limits_come_before_the_syntax(text):
    with pytest.raises(UnsupportedFilter):
        parse_filter(text)


@pytest.mark.parametrize(
    "text", ["number eq '\0'", "number eq '\ud800'", "\udfff", "number eq\0 1"]
)
def test_a_filter_is_unsupported_when_no_row_could_hold_its_characters(text):
    with pytest.raises(UnsupportedFilter):
        parse_filter(text)


def test_brackets_and_words_within_a_text_are_not_counted():
    text = f"number eq '{'((not [[' * 60}'"

    assert parse_filter(text).value == "((not [[" * 60


def test_levels_are_counted_by_depth_not_by_number():
    text = " and ".join(["(number eq 1)"] * 60)

    assert len(parse_filter(text).operands) == 60


@settings(max_examples=1000, deadline=None, derandomize=False)
@given(filter_texts())
def test_any_text_gives_a_tree_or_one_of_the_two_refusals(text):
    outcome = _outcome(text)

    assert isinstance(outcome, Expression | FilterSyntaxError | UnsupportedFilter)
    if isinstance(outcome, FilterSyntaxError):
        assert 0 <= outcome.position <= len(text) <= LONGEST


def _outcome(text):
    try:
        return parse_filter(text)
    except (FilterSyntaxError, UnsupportedFilter) as refusal:
        return refusal
