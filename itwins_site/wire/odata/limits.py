"""How long, deep and broad a $filter may be, decided in linear time before it is parsed."""

import re
from collections.abc import Sequence
from itertools import pairwise

from lark import Token

from itwins_site.wire.odata.errors import UnsupportedFilter

MAX_CHARACTERS = 8000
MAX_LEVELS = 50
MAX_NEGATIONS = 50
MAX_OPERANDS = 500

# No database stores the first, no encoder writes the others.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_OPERANDS = frozenset(["TEXT", "GUID", "DATETIME", "NUMBER", "BOOLEAN", "NULL", "NAME"])
_STEPS = {"_LPAR": 1, "_LBRACKET": 1, "_RPAR": -1, "_RBRACKET": -1}


def refuse_oversized_text(text: str) -> None:
    """Refuses a text too long to be read, or with characters that no row can hold."""
    if len(text) > MAX_CHARACTERS or _UNSTORABLE.search(text):
        raise UnsupportedFilter


def refuse_oversized_tokens(tokens: Sequence[Token]) -> None:
    """Refuses what nests deeper, negates or compares more than a database should be asked to."""
    if (
        _levels(tokens) > MAX_LEVELS
        or sum(token.type == "_NOT" for token in tokens) > MAX_NEGATIONS
        or _operands(tokens) > MAX_OPERANDS
    ):
        raise UnsupportedFilter


def _levels(tokens: Sequence[Token]) -> int:
    level = deepest = 0
    for token in tokens:
        level += _STEPS.get(token.type, 0)
        deepest = max(deepest, level)
    return deepest


def _operands(tokens: Sequence[Token]) -> int:
    functions = sum(
        (token.type, following.type) == ("NAME", "_LPAR") for token, following in pairwise(tokens)
    )
    return sum(token.type in _OPERANDS for token in tokens) - functions
