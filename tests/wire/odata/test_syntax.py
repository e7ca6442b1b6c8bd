"""The tree and its text."""

from hypothesis import given, settings

from itwins_site.wire.odata.grammar import parse_filter
from itwins_site.wire.odata.syntax import And, Comparison, Not, Operator, Or, properties_in, to_text
from tests.wire.odata.filter_texts import expressions


@settings(max_examples=500, deadline=None, derandomize=False)
@given(expressions())
def test_a_tree_is_read_from_its_own_text(tree):
    assert parse_filter(to_text(tree)) == tree


def test_only_the_parentheses_that_matter_are_written():
    number, status = (Comparison(name, Operator.EQUAL, 1) for name in ("number", "status"))

    text = to_text(And((number, Or((status, Not(number))), Not(And((number, status))))))

    assert text == (
        "number eq 1 and (status eq 1 or not number eq 1) and not (number eq 1 and status eq 1)"
    )


def test_each_property_is_named_once_in_lower_case():
    tree = parse_filter(
        "not (Number eq 'a' or number in [1]) and contains(displayName,'x') and STATUS ne null"
    )

    assert properties_in(tree) == frozenset({"number", "displayname", "status"})
