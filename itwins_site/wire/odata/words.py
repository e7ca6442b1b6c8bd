"""Conditions on a word of a vocabulary, such as a status or a time zone, in any case of letters.

A closed vocabulary is searched here: the database is given the words that fit, and can use its index.
"""

import operator
from collections.abc import Callable, Iterable

from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.models.lookups import (
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
    Lookup,
)

from itwins_site.wire.odata.columns import Column
from itwins_site.wire.odata.syntax import Operator, TextFunction

_WORD_TESTS: dict[Operator | TextFunction, Callable[[str, str], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    TextFunction.CONTAINS: operator.contains,
    TextFunction.STARTS_WITH: str.startswith,
    TextFunction.ENDS_WITH: str.endswith,
}
_LOOKUPS: dict[Operator | TextFunction, str] = {
    Operator.EQUAL: "iexact",
    TextFunction.CONTAINS: "icontains",
    TextFunction.STARTS_WITH: "istartswith",
    TextFunction.ENDS_WITH: "iendswith",
}
_ORDERINGS: dict[Operator | TextFunction, Callable[[Lower, str], Lookup]] = {
    Operator.GREATER: GreaterThan,
    Operator.GREATER_OR_EQUAL: GreaterThanOrEqual,
    Operator.LESS: LessThan,
    Operator.LESS_OR_EQUAL: LessThanOrEqual,
}


def word_compares(column: Column, comparison: Operator | TextFunction, text: str) -> Q:
    """Matches rows whose word compares with a text as asked."""
    if column.words:
        fits = _WORD_TESTS[comparison]
        return _is_one_of(column, (w for w in column.words if fits(w.lower(), text.lower())))
    if comparison in _ORDERINGS:
        lower_word = Lower(F(column.path))
        # An expression gets no guard against NULL from Django, and NOT NULL would lose the row.
        is_there = Q(**{f"{column.path}__isnull": False})
        return is_there & Q(_ORDERINGS[comparison](lower_word, text.lower()))
    return Q(**{f"{column.path}__{_LOOKUPS[comparison]}": text})


def word_is_among(column: Column, texts: Iterable[str]) -> Q:
    """Matches rows whose word is one of some texts."""
    wanted = {text.lower() for text in texts}
    if column.words:
        return _is_one_of(column, (word for word in column.words if word.lower() in wanted))
    path = f"{column.path}__iexact"
    return Q(*(Q(**{path: text}) for text in sorted(wanted)), _connector=Q.OR)


def _is_one_of(column: Column, words: Iterable[str]) -> Q:
    # An empty list matches no row, and Django asks no database to find that out.
    return Q(**{f"{column.path}__in": tuple(words)})
