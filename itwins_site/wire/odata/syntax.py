"""The tree a $filter is read into."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from itwins_site.wire.odata import literals

Literal = str | int | float | datetime | bool | UUID | None


class Operator(StrEnum):
    EQUAL = "eq"
    NOT_EQUAL = "ne"
    GREATER = "gt"
    GREATER_OR_EQUAL = "ge"
    LESS = "lt"
    LESS_OR_EQUAL = "le"


class TextFunction(StrEnum):
    CONTAINS = "contains"
    STARTS_WITH = "startswith"
    ENDS_WITH = "endswith"


@dataclass(frozen=True)
class Comparison:
    """`number eq 'NH-61'`; the property always stands left."""

    property: str
    operator: Operator
    value: Literal


@dataclass(frozen=True)
class In:
    """`status in ['Active','Inactive']`."""

    property: str
    values: tuple[Literal, ...]


@dataclass(frozen=True)
class TextMatch:
    """`contains(displayName,'bridge')`, in whichever order it was written."""

    function: TextFunction
    property: str
    text: str


@dataclass(frozen=True)
class And:
    operands: "tuple[Expression, ...]"


@dataclass(frozen=True)
class Or:
    operands: "tuple[Expression, ...]"


@dataclass(frozen=True)
class Not:
    operand: "Expression"


Expression = Comparison | In | TextMatch | And | Or | Not


def properties_in(expression: Expression) -> frozenset[str]:
    """Names the properties an expression mentions, in lower case."""
    names = set()
    unread: list[Expression] = [expression]
    while unread:
        part = unread.pop()
        if isinstance(part, And | Or):
            unread.extend(part.operands)
        elif isinstance(part, Not):
            unread.append(part.operand)
        else:
            names.add(part.property.lower())
    return frozenset(names)


def to_text(expression: Expression) -> str:
    """Writes the tree as a $filter that is read into the same tree again."""
    match expression:
        case Comparison(name, operator, value):
            return f"{name} {operator} {literals.to_text(value)}"
        case In(name, values):
            return f"{name} in ({','.join(map(literals.to_text, values))})"
        case TextMatch(function, name, text):
            return f"{function}({name},{literals.to_text(text)})"
        case Not(operand):
            return f"not {_operand_text(operand, (And, Or))}"
        case And(operands):
            return " and ".join(_operand_text(operand, (And, Or)) for operand in operands)
        case Or(operands):
            return " or ".join(_operand_text(operand, (Or,)) for operand in operands)


def _operand_text(operand: Expression, in_parentheses: tuple[type, ...]) -> str:
    text = to_text(operand)
    return f"({text})" if isinstance(operand, in_parentheses) else text
