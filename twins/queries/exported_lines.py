"""The rows of an export as lines of CSV or JSON: the same bytes from every database.

PostgreSQL writes whole lines, which is several times faster than writing them here.
"""

import re
from collections.abc import Generator, Sequence
from typing import Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from twins.models import ITwin
from twins.queries.written_columns import json_object, written

# To be closed by whoever does not read it to its end: until then the connection is busy.
Lines = Generator[bytes | memoryview]
_CSV = "FORMAT csv, ENCODING 'UTF8'"
# A CSV of one column that never needs quotes: a line of JSON holds no control character.
_UNQUOTED = f"{_CSV}, QUOTE E'\\x01', DELIMITER E'\\x02'"
_NEEDS_QUOTES = re.compile('[",\n\r]')
_ROWS_AT_A_TIME = 500


def csv_lines(itwins: QuerySet[ITwin], names: Sequence[str]) -> Lines:
    """One record an iTwin, as COPY writes it: quoted where it must be, null empty, "" quoted."""
    rows = itwins.values_list(*map(written, names))
    if connection.vendor == "postgresql":
        yield from _copied(rows, _CSV)
        return
    for row in rows.iterator(chunk_size=_ROWS_AT_A_TIME):
        yield _csv_line(row)


def json_lines(itwins: QuerySet[ITwin], names: Sequence[str]) -> Lines:
    """One object an iTwin."""
    if connection.vendor == "postgresql":
        yield from _copied(itwins.values_list(json_object(names)), _UNQUOTED)
        return
    rows = itwins.values_list(*map(written, names))
    for row in rows.iterator(chunk_size=_ROWS_AT_A_TIME):
        yield _json_line(names, row)


def copying(rows: QuerySet[Any, Any], options: str = _CSV) -> str:
    """The COPY statement of a query, its parameters written into it as literals."""
    selection = connection.ops.compose_sql(*rows.query.sql_with_params())  # type: ignore[attr-defined]
    return f"COPY ({selection}) TO STDOUT ({options})"


def _copied(rows: QuerySet[Any, Any], options: str) -> Lines:
    try:
        statement = copying(rows, options)
    except EmptyResultSet:  # a filter that no row can meet
        return
    # Not through Django's own cursor: its debugging one would hold the statement only.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.cursor.copy(statement) as lines,
    ):
        yield from lines


def _csv_line(row: Sequence[Any]) -> bytes:
    if row == ("\\.",):  # alone on its line it would end the data
        return b'"\\."\n'
    return (",".join(map(_cell, row)) + "\n").encode()


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return _shortest(value)
    if value and not _NEEDS_QUOTES.search(value):
        return value
    return '"' + value.replace('"', '""') + '"'


def _json_line(names: Sequence[str], row: Sequence[Any]) -> bytes:
    values = (
        orjson.Fragment(_shortest(value)) if isinstance(value, float) else value for value in row
    )
    return orjson.dumps(dict(zip(names, values, strict=True)), option=orjson.OPT_APPEND_NEWLINE)


def _shortest(number: float) -> str:
    return repr(number).removesuffix(".0")
