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
    parts: list[Expression] = []
    for place, name in enumerate(names):
        parts += [Value(f'{"," if place else "{"}"{name}":'), _json(name)]
    return Func(*parts, Value("}"), function="concat", output_field=TextField())


def _json(name: str) -> Expression:
    text = written(name)
    if name == "image":
        return Value("null")
    kind = BY_NAME[name].kind
    if kind is Kind.NUMBER:
        written_json: Func = Func(text, template="(%(expressions)s)::text", output_field=TextField())
    elif kind in (Kind.GUID, Kind.DATETIME):
        written_json = _Joined(Value('"'), text, Value('"'))
    else:
        written_json = Func(
            text, template="to_json(%(expressions)s)::text", output_field=TextField()
        )
    return Coalesce(written_json, Value("null"))
