"""What a filter means for one bridge, worked out in Python: comparing with no value is false, never unknown."""

import operator

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
from tests.wire.odata.bridges import COLUMNS

_COMPARED = {
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
}
_FITS = {
    TextFunction.CONTAINS: operator.contains,
    TextFunction.STARTS_WITH: str.startswith,
    TextFunction.ENDS_WITH: str.endswith,
}


def is_true(tree, bridge):
    """Says whether a filter is true of a bridge."""
    match tree:
        case And(operands):
            return all(is_true(operand, bridge) for operand in operands)
        case Or(operands):
            return any(is_true(operand, bridge) for operand in operands)
        case Not(operand):
            return not is_true(operand, bridge)
    return _fits(tree, _value(bridge, tree.property))


def _fits(leaf, value):
    match leaf:
        case In(_, texts):
            return value in [_folded(text) for text in texts]
        case TextMatch(function, _, text):
            return value is not None and _FITS[function](value, _folded(text))
        case Comparison(_, Operator.EQUAL, other):
            return value == _folded(other)
        case Comparison(_, Operator.NOT_EQUAL, other):
            return value != _folded(other)
    return value is not None and _COMPARED[leaf.operator](value, _folded(leaf.value))


def _value(bridge, name):
    return _folded(getattr(bridge, COLUMNS[name.lower()].path))


def _folded(value):
    return value.casefold() if isinstance(value, str) else value
