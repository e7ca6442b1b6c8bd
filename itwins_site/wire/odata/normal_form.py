"""The same condition, shaped so that a database can read it.

SQLite's SQL parser holds about a hundred open brackets and words: what nests to the right is stacked
before any of it is read, so `a and (b or (c and …` 25 levels deep is refused as an overflow. Negations
therefore move to the leaves, what nests in its own kind is joined, and the deepest operand goes first.
"""

from dataclasses import dataclass

from itwins_site.wire.odata.errors import UnsupportedFilter
from itwins_site.wire.odata.syntax import And, Expression, Not, Or

# Levels of `and` within `or` within `and`: 50 parentheses with one each are below it.
MAX_LEVELS = 60


def normal_form(expression: Expression) -> Expression:
    """Returns an equal tree: flat where it can be, deepest operands first, `not` at the leaves only."""
    shaped = _shaped(expression, negated=False)
    if shaped.levels > MAX_LEVELS:
        raise UnsupportedFilter
    return shaped.expression


@dataclass(frozen=True)
class _Shaped:
    expression: Expression
    levels: int = 0
    operands: "tuple[_Shaped, ...]" = ()


# One frame a level, of which the limits before parsing leave at most about two hundred.
def _shaped(expression: Expression, *, negated: bool) -> _Shaped:
    if isinstance(expression, Not):
        return _shaped(expression.operand, negated=not negated)
    if not isinstance(expression, And | Or):
        return _Shaped(Not(expression) if negated else expression)
    # De Morgan: not (a and b) is (not a) or (not b).
    kind = And if isinstance(expression, And) != negated else Or
    operands: list[_Shaped] = []
    for operand in expression.operands:
        shaped = _shaped(operand, negated=negated)
        operands.extend(shaped.operands if isinstance(shaped.expression, kind) else [shaped])
    operands.sort(key=lambda shaped: shaped.levels, reverse=True)
    joined = kind(tuple(shaped.expression for shaped in operands))
    return _Shaped(joined, operands[0].levels + 1, tuple(operands))
