"""Columns as the wire shows them, written by the database: the same text from every one."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Expression, F, Func, TextField, Value
from django.db.models.functions import Coalesce

from itwins_site.wire.odata.columns import Kind
from twins.queries.itwin_properties import BY_NAME

_GROUPS_OF_GUID = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))


class _Guid(Func):
    """Lower-case, with hyphens."""

    template = "(%(expressions)s)::text"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = " || '-' || ".join(
            f"substr(%(expressions)s, {start}, {length})" for start, length in _GROUPS_OF_GUID
        )
        return self.as_sql(compiler, connection, template=f"({template})", **context)


class _Moment(Func):
    """In UTC, with three fractional digits."""

    template = """to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        # A fraction of zero is not stored.
        template = (
            "(substr(%(expressions)s, 1, 10) || 'T'"
            " || substr(%(expressions)s || '.000', 12, 12) || 'Z')"
        )
        return self.as_sql(compiler, connection, template=template, **context)


class _Joined(Func):
    """Texts one behind the other; NULL if one of them is."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


class _AsJson(Func):
    template = "to_json(%(expressions)s)::text"
    output_field = TextField()


def written(name: str) -> Expression | F:
    """A property as text; a latitude or longitude stays a number."""
    item = BY_NAME[name]
    if name == "image":  # an address that ends within hours has no place in a file
        return Value(None, output_field=TextField())
    if name == "imageName":
        picture = (_Guid(F("picture__id")), Value("."), F("picture__extension"))
        return _Joined(Value("small_"), *picture)
    column = F(item.column or "")
    if item.kind is Kind.GUID:
        return _Guid(column)
    return _Moment(column) if item.kind is Kind.DATETIME else column


def json_object(names: Sequence[str]) -> Func:
    """An iTwin as JSON without blanks, as orjson writes it: for PostgreSQL."""
    parts = [
        part
        for place, name in enumerate(names)
        for part in _json(name, key=f'{"," if place else "{"}"{name}":')
    ]
    return Func(*parts, Value("}"), function="concat", output_field=TextField())


def _json(name: str, *, key: str) -> list[Expression | F]:
    if name == "image":
        return [Value(f"{key}null")]
    item, text = BY_NAME[name], written(name)
    may_be_null = item.nullable or name == "imageName"
    needs_no_escape = item.kind in (Kind.GUID, Kind.DATETIME)
    if needs_no_escape and not may_be_null:
        return [Value(f'{key}"'), text, Value('"')]
    value = _Joined(Value('"'), text, Value('"')) if needs_no_escape else _AsJson(text)
    return [Value(key), Coalesce(value, Value("null")) if may_be_null else value]
