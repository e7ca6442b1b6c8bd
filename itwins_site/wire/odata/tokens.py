"""The words a $filter is made of, found in one pass over its text."""

import re

from lark import Token

from itwins_site.wire.odata import literals
from itwins_site.wire.odata.syntax import Operator

# The first pattern that fits wins. Names in capitals reach the tree, names with an underscore do not.
_PATTERNS = {
    "BLANK": r"[ \t\r\n]+",
    "TEXT": literals.TEXT,
    "UNFINISHED_TEXT": r"'.*",
    "GUID": literals.GUID + r"(?!\w)",
    "DATETIME": literals.DATETIME + r"(?!\w)",
    "NUMBER": literals.NUMBER + r"(?![\w.:-])",
    "NAME": r"[^\W\d]\w*(?:\.[^\W\d]\w*)*",
    "_LPAR": r"\(",
    "_RPAR": r"\)",
    "_LBRACKET": r"\[",
    "_RBRACKET": r"\]",
    "_COMMA": r",",
    "_SLASH": r"/",
    "_COLON": r":",
    "UNREADABLE": r"[\w.:+-]+|.",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{p})" for kind, p in _PATTERNS.items()), re.DOTALL)

_KEYWORDS = {
    "and": "_AND",
    "or": "_OR",
    "not": "_NOT",
    "in": "_IN",
    "true": "BOOLEAN",
    "false": "BOOLEAN",
    "null": "NULL",
    **dict.fromkeys(Operator, "COMPARISON"),
    **dict.fromkeys(["add", "sub", "mul", "div", "divby", "mod", "has"], "ARITHMETIC"),
}

KINDS = frozenset(_PATTERNS) - {"BLANK"} | frozenset(_KEYWORDS.values())


def tokens_in(text: str) -> list[Token]:
    """Cuts a text into tokens; what no rule covers becomes a token that the grammar has no place for."""
    return [
        Token(_kind(match), match.group(), start_pos=match.start(), end_pos=match.end())
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "BLANK"
    ]


def _kind(match: re.Match[str]) -> str:
    kind = str(match.lastgroup)
    # A name is a keyword only as a whole: `orderId` and `inactive` are names.
    return _KEYWORDS.get(match.group().lower(), kind) if kind == "NAME" else kind
