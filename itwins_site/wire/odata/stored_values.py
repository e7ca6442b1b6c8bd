"""What a literal of a $filter is in a column: the value to compare rows with."""

import math
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from itwins_site.wire.odata import literals
from itwins_site.wire.odata.columns import Column, Kind
from itwins_site.wire.odata.errors import UnsupportedFilter
from itwins_site.wire.odata.limits import MAX_CHARACTERS
from itwins_site.wire.odata.syntax import Literal

StoredValue = str | UUID | datetime | float


def stored(column: Column, literal: Literal) -> StoredValue:
    """Reads a literal as the column's kind; the wrong type of literal is refused."""
    try:
        value = _READERS[column.kind](literal)
    except (ValueError, OverflowError):
        raise UnsupportedFilter from None
    return folded(column, value) if isinstance(value, str) else value


def stored_exactly(column: Column, literal: Literal) -> StoredValue:
    """As `stored`, for a value that rows are to be equal to: to the millisecond, without outer blanks."""
    value = stored(column, literal.strip() if isinstance(literal, str) else literal)
    if isinstance(value, datetime):
        return value.replace(microsecond=value.microsecond // 1000 * 1000)
    return value


def folded(column: Column, text: str) -> str:
    """Spells a text as the column does."""
    spelling = column.fold(text) if column.fold else text
    # Folding may make a text many times longer, and SQLite refuses patterns above 50,000 bytes.
    if len(spelling) > MAX_CHARACTERS:
        raise UnsupportedFilter
    return spelling


def _text(literal: Literal) -> str:
    if isinstance(literal, str):
        return literal
    raise UnsupportedFilter


def _guid(literal: Literal) -> UUID:
    return literal if isinstance(literal, UUID) else literals.read_guid(_text(literal))


def _datetime(literal: Literal) -> datetime:
    return literal if isinstance(literal, datetime) else literals.read_datetime(_text(literal))


def _number(literal: Literal) -> float:
    if isinstance(literal, bool) or not isinstance(literal, int | float):
        raise UnsupportedFilter
    number = float(literal)
    if not math.isfinite(number):
        raise UnsupportedFilter
    return number


_READERS: dict[Kind, Callable[[Literal], StoredValue]] = {
    Kind.TEXT: _text,
    Kind.WORD: _text,
    Kind.GUID: _guid,
    Kind.DATETIME: _datetime,
    Kind.NUMBER: _number,
}
