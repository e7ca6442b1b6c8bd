"""Writing rows for a transfer, each with what it was: the one way in which transfers change rows.

Set-based: changing ten thousand rows reads them once, writes them in a few statements and adds
their lines to the journal in one.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Field, Model, QuerySet

from itwins_site.bulk_rows import add_rows_at_once
from itwins_site.sealed import SealedJSONField
from twins.models import ChangeKind, Transfer, TransferChange

_ROWS_AT_ONCE = 500  # SQLite knows few parameters
Values = dict[str, Any]


class Journal:
    """Changes rows and keeps a line for each; `write` saves the lines, within the transaction."""

    def __init__(self, transfer: Transfer) -> None:
        self._transfer = transfer
        self._lines: list[TransferChange] = []
        self._position = 0

    def change(self, rows: QuerySet[Any], **values: Any) -> int:
        """Gives columns of all these rows the same values; returns how many rows differed."""
        named = {_field(rows.model, name).attname: value for name, value in values.items()}
        return self.change_each(
            rows.model, dict.fromkeys(rows.order_by().values_list("pk", flat=True), named)
        )

    def change_each(self, model: type[Model], values: Mapping[Any, Values]) -> int:
        """Gives each row (by primary key) values of its own, by column; returns how many differed.

        Rows that are not there, and columns that hold the value already, are passed over.
        """
        differing: dict[Any, Values] = {}
        names = sorted({name for columns in values.values() for name in columns})
        for row in _in_chunks(model, list(values), ["pk", *names]):
            new = {name: value for name, value in values[row["pk"]].items() if row[name] != value}
            if new:
                differing[row["pk"]] = new
                before = {name: row[name] for name in new}
                self._note(ChangeKind.CHANGED, model, row["pk"], before, new)
        _write_each(model, differing)
        return len(differing)

    def add(self, rows: Sequence[Model]) -> None:
        """Adds rows, all of one model."""
        if not rows:
            return
        type(rows[0])._base_manager.bulk_create(rows, batch_size=_ROWS_AT_ONCE)  # noqa: SLF001
        for row in rows:
            self._note_added(row)

    def add_again(self, row: Model) -> None:
        """Adds a row as it was, the moment of its creation included."""
        row.save_base(raw=True, force_insert=True)
        self._note_added(row)

    def remove(self, rows: QuerySet[Any]) -> int:
        """Removes rows; what hangs on them must be gone already, or it would go unnoticed."""
        model = rows.model
        names = [field.attname for field in _columns(model)]
        found = list(rows.order_by().values("pk", *names))
        for row in found:
            pk = row.pop("pk")
            self._note(ChangeKind.REMOVED, model, pk, row, {})
        _raw_delete(model, [row[model._meta.pk.attname] for row in found])  # noqa: SLF001
        return len(found)

    def write(self) -> int:
        """Saves the lines; returns how many there are."""
        add_rows_at_once(TransferChange, self._lines)
        written, self._lines = len(self._lines), []
        return written

    def _note_added(self, row: Model) -> None:
        after = {field.attname: getattr(row, field.attname) for field in _columns(type(row))}
        self._note(ChangeKind.ADDED, type(row), row.pk, {}, after)

    def _note(
        self, kind: ChangeKind, model: type[Model], pk: Any, before: Values, after: Values
    ) -> None:
        sealed_names = {
            field.attname for field in _columns(model) if isinstance(field, SealedJSONField)
        }
        sealed = {name: before[name] for name in sealed_names & before.keys()}
        self._lines.append(
            TransferChange(
                transfer=self._transfer,
                position=self._position,
                kind=kind,
                table=model._meta.label_lower,  # noqa: SLF001
                row_id=str(pk),
                before=_written(before, sealed_names),
                after=_written(after, sealed_names),
                sealed=cast("Any", sealed or None),
            )
        )
        self._position += 1


def _written(values: Values, sealed: set[str]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items() if name not in sealed}


def _plain(value: Any) -> Any:
    """As JSON holds it; the column's field reads it back to the same value."""
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _columns(model: type[Model]) -> Iterable[Field]:
    return model._meta.concrete_fields  # noqa: SLF001


def _field(model: type[Model], name: str) -> Field:
    return model._meta.get_field(name)  # type: ignore[return-value]  # noqa: SLF001


def _in_chunks(model: type[Model], pks: Sequence[Any], names: list[str]) -> Iterable[Values]:
    for start in range(0, len(pks), _ROWS_AT_ONCE):
        chunk = pks[start : start + _ROWS_AT_ONCE]
        yield from model._base_manager.filter(pk__in=chunk).values(*names)  # noqa: SLF001


def _write_each(model: type[Model], values: Mapping[Any, Values]) -> None:
    """As few statements as there are different values; those of a kind are written together."""
    alike: dict[str, list[Any]] = defaultdict(list)  # what JSON columns hold cannot be a key
    for pk, columns in values.items():
        alike[repr(sorted(columns.items()))].append(pk)
    for pks in alike.values():
        for start in range(0, len(pks), _ROWS_AT_ONCE):
            chunk = pks[start : start + _ROWS_AT_ONCE]
            model._base_manager.filter(pk__in=chunk).update(**values[pks[0]])  # noqa: SLF001


def _raw_delete(model: type[Model], pks: Sequence[Any]) -> None:
    for start in range(0, len(pks), _ROWS_AT_ONCE):
        chunk = pks[start : start + _ROWS_AT_ONCE]
        rows = model._base_manager.filter(pk__in=chunk)  # noqa: SLF001
        rows._raw_delete(rows.db)  # noqa: SLF001 -- no cascade: each removed row has its line
