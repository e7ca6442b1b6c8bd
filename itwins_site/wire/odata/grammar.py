"""$filter text into its tree, without recursion: Lark's LALR tables, and the tree built while parsing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedToken, v_args
from lark.lexer import Lexer

from itwins_site.wire.odata import literals
from itwins_site.wire.odata.errors import FilterSyntaxError, UnsupportedFilter
from itwins_site.wire.odata.limits import refuse_oversized_text, refuse_oversized_tokens
from itwins_site.wire.odata.syntax import (
    And,
    Comparison,
    Expression,
    In,
    Literal,
    Not,
    Operator,
    Or,
    TextFunction,
    TextMatch,
)
from itwins_site.wire.odata.tokens import KINDS, tokens_in

# Wider than what is answered: arithmetic, paths and lambdas are parsed to be called unsupported.
_GRAMMAR = f"""
%declare {" ".join(sorted(KINDS))}

?start: disjunction
?disjunction: conjunction (_OR conjunction)*
?conjunction: negation (_AND negation)*
?negation: relation | _NOT negation -> negated
?relation: sum | relation COMPARISON sum -> comparison | relation _IN values -> membership
values: _LPAR sum (_COMMA sum)* _RPAR | _LBRACKET sum (_COMMA sum)* _RBRACKET
?sum: primary | sum ARITHMETIC primary -> arithmetic
?primary: _LPAR disjunction _RPAR
    | NAME -> property
    | NAME _LPAR [arguments] _RPAR -> call
    | primary _SLASH NAME -> path
    | primary _SLASH NAME _LPAR [arguments] _RPAR -> path
    | TEXT -> text
    | NUMBER -> number
    | GUID -> guid
    | DATETIME -> datetime
    | BOOLEAN -> boolean
    | NULL -> null
arguments: argument (_COMMA argument)*
?argument: disjunction | NAME _COLON disjunction -> variable
"""

_FLIPPED = {
    Operator.GREATER: Operator.LESS,
    Operator.GREATER_OR_EQUAL: Operator.LESS_OR_EQUAL,
    Operator.LESS: Operator.GREATER,
    Operator.LESS_OR_EQUAL: Operator.GREATER_OR_EQUAL,
}


def parse_filter(text: str) -> Expression:
    """Reads a $filter, or raises FilterSyntaxError or UnsupportedFilter."""
    refuse_oversized_text(text)
    tokens = tokens_in(text)
    refuse_oversized_tokens(tokens)
    try:
        tree = _parser().parse(tokens)
    except UnexpectedToken as error:
        position = len(text) if error.token.type == "$END" else error.token.end_pos
        raise FilterSyntaxError(position=position, expression=text) from None
    if isinstance(tree, UnsupportedFilter):
        raise tree
    if not isinstance(tree, Expression):
        raise UnsupportedFilter
    return tree


@dataclass(frozen=True)
class _Property:
    name: str


@dataclass(frozen=True)
class _Value:
    value: Literal


_Operand = Expression | _Property | _Value


def _carrying_refusals(
    build: Callable[..., Any], _rule: str, parts: Sequence[Any], _meta: object
) -> Any:
    """Builds a part of the tree; a refusal travels up as a value, for a later syntax error goes before it."""
    for part in parts:
        if isinstance(part, UnsupportedFilter):
            return part
    try:
        return build(*parts)
    except UnsupportedFilter as refusal:
        return refusal


@v_args(wrapper=_carrying_refusals)
class _TreeBuilder(Transformer):
    """One method for each rule of the grammar."""

    def disjunction(self, *operands: _Operand) -> Or:
        return Or(_conditions(operands))

    def conjunction(self, *operands: _Operand) -> And:
        return And(_conditions(operands))

    def negated(self, operand: _Operand) -> Not:
        return Not(*_conditions([operand]))

    def comparison(self, left: _Operand, operator: Token, right: _Operand) -> Expression:
        return _comparison(left, Operator(operator.lower()), right)

    def membership(self, left: _Operand, values: Sequence[_Operand]) -> In:
        if isinstance(left, _Property) and all(isinstance(value, _Value) for value in values):
            return In(left.name, tuple(v.value for v in values if isinstance(v, _Value)))
        raise UnsupportedFilter

    def call(self, function: Token, arguments: Sequence[_Operand] = ()) -> TextMatch:
        match arguments:
            case [_Property(name), _Value(str(text))] | [_Value(str(text)), _Property(name)]:
                return TextMatch(_text_function(function), name, text)
        raise UnsupportedFilter

    def values(self, *values: _Operand) -> Sequence[_Operand]:
        return values

    arguments = values

    def property(self, name: Token) -> _Property:
        return _Property(str(name))

    def text(self, written: Token) -> _Value:
        return _Value(literals.read_text(written))

    def number(self, written: Token) -> _Value:
        return _readable(literals.read_number, written)

    def guid(self, written: Token) -> _Value:
        return _readable(literals.read_guid, written)

    def datetime(self, written: Token) -> _Value:
        return _readable(literals.read_datetime, written)

    def boolean(self, written: Token) -> _Value:
        return _Value(written.lower() == "true")

    def null(self, _written: Token) -> _Value:
        return _Value(None)

    def _unsupported(self, *_parts: object) -> None:
        raise UnsupportedFilter

    arithmetic = path = variable = _unsupported


def _conditions(operands: Sequence[_Operand]) -> tuple[Expression, ...]:
    conditions = tuple(operand for operand in operands if isinstance(operand, Expression))
    if len(conditions) < len(operands):
        raise UnsupportedFilter
    return conditions


def _comparison(left: _Operand, operator: Operator, right: _Operand) -> Expression:
    match left, right:
        case _Property(name), _Value(value):
            return Comparison(name, operator, value)
        case _Value(value), _Property(name):
            return Comparison(name, _FLIPPED.get(operator, operator), value)
        case (condition, _Value(bool(truth))) | (_Value(bool(truth)), condition):
            if isinstance(condition, Expression) and operator is Operator.EQUAL:
                return condition if truth else _opposite(condition)
    raise UnsupportedFilter


def _opposite(condition: Expression) -> Expression:
    # `eq false eq false …` must not grow a tower of negations.
    return condition.operand if isinstance(condition, Not) else Not(condition)


def _text_function(name: Token) -> TextFunction:
    try:
        return TextFunction(name.lower())
    except ValueError:
        raise UnsupportedFilter from None


def _readable(read: Callable[[str], Literal], written: Token) -> _Value:
    try:
        return _Value(read(str(written)))
    except ValueError:
        raise UnsupportedFilter from None


class _ReadyTokens(Lexer):
    """Hands the parser the tokens that were counted before."""

    def __init__(self, _configuration: object) -> None:
        pass

    def lex(self, tokens: Sequence[Token]) -> Iterator[Token]:  # type: ignore[override]
        return iter(tokens)


@cache
def _parser() -> Lark:
    return Lark(
        _GRAMMAR,
        parser="lalr",
        lexer=_ReadyTokens,
        transformer=_TreeBuilder(),
        maybe_placeholders=False,
    )
