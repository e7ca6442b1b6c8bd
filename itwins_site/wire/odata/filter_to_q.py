"""The tree of a $filter into a Q, given which property is which column."""

from collections.abc import Mapping

from django.db.models import Q

from itwins_site.wire.odata.columns import Column, Kind
from itwins_site.wire.odata.errors import UnknownProperty, UnsupportedFilter
from itwins_site.wire.odata.normal_form import normal_form
from itwins_site.wire.odata.stored_values import stored, stored_exactly
from itwins_site.wire.odata.syntax import (
    And,
    Comparison,
    Expression,
    In,
    Not,
    Operator,
    Or,
    TextMatch,
)
from itwins_site.wire.odata.words import word_compares, word_is_among

_ORDER_LOOKUPS = {
    Operator.GREATER: "gt",
    Operator.GREATER_OR_EQUAL: "gte",
    Operator.LESS: "lt",
    Operator.LESS_OR_EQUAL: "lte",
}


def filter_to_q(expression: Expression, columns: Mapping[str, Column]) -> Q:
    """Turns a tree into a Q; `columns` is keyed by the names of the wire in lower case."""
    return _condition(normal_form(expression), columns)


# The normal form is at most 60 levels high, and so is this recursion.
def _condition(expression: Expression, columns: Mapping[str, Column]) -> Q:
    match expression:
        case And(operands):
            return Q(*[_condition(operand, columns) for operand in operands])
        case Or(operands):
            return Q(*[_condition(operand, columns) for operand in operands], _connector=Q.OR)
        case Not(operand):
            return ~_condition(operand, columns)
        case Comparison():
            return _comparison(expression, _column_of(expression, columns))
        case In():
            return _membership(expression, _column_of(expression, columns))
        case TextMatch():
            return _text_match(expression, _column_of(expression, columns))


def _column_of(part: Comparison | In | TextMatch, columns: Mapping[str, Column]) -> Column:
    try:
        return columns[part.property.lower()]
    except KeyError:
        raise UnknownProperty(part.property) from None


def _comparison(comparison: Comparison, column: Column) -> Q:
    if comparison.operator is Operator.NOT_EQUAL:
        # Django adds IS NOT NULL inside the negation: a row without a value differs from every value.
        return ~_comparison(
            Comparison(comparison.property, Operator.EQUAL, comparison.value), column
        )
    if comparison.operator is Operator.EQUAL:
        return _equality(comparison, column)
    return _order(comparison, column)


def _equality(comparison: Comparison, column: Column) -> Q:
    if comparison.value is None:
        return _has_no_value(column)
    value = stored_exactly(column, comparison.value)
    if column.kind is Kind.WORD:
        return word_compares(column, Operator.EQUAL, str(value))
    return Q(**{column.path: value})


def _order(comparison: Comparison, column: Column) -> Q:
    value = stored(column, comparison.value)
    if column.kind is Kind.GUID:
        raise UnsupportedFilter
    if column.kind is Kind.WORD:
        return word_compares(column, comparison.operator, str(value))
    return Q(**{f"{column.path}__{_ORDER_LOOKUPS[comparison.operator]}": value})


def _membership(membership: In, column: Column) -> Q:
    values = [stored_exactly(column, value) for value in membership.values if value is not None]
    if not values:
        return _has_no_value(column)
    if column.kind is Kind.WORD:
        among = word_is_among(column, map(str, values))
    else:
        among = Q(**{f"{column.path}__in": values})
    return among if None not in membership.values else among | _has_no_value(column)


def _text_match(match: TextMatch, column: Column) -> Q:
    if column.kind not in (Kind.TEXT, Kind.WORD):
        raise UnsupportedFilter
    text = str(stored(column, match.text))
    if column.kind is Kind.WORD:
        return word_compares(column, match.function, text)
    return Q(**{f"{column.path}__{match.function}": text})


def _has_no_value(column: Column) -> Q:
    if column.nullable:
        return Q(**{f"{column.path}__isnull": True})
    return Q(**{f"{column.path}__in": ()})
