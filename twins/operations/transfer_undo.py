"""Putting back what a transfer wrote, row by row, unless somebody has changed it since."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, Model

from twins.models import ChangeKind, TransferChange
from twins.operations.transfer_journal import Journal


@dataclass(frozen=True)
class Kept:
    """A row, or columns of it, that stays as it is now; and why, in a few words."""

    table: str
    row_id: str
    why: str
    # Column to what the transfer wrote and what is there now.
    columns: dict[str, list[Any]] = field(default_factory=dict)


Instead = Mapping[tuple[str, str], dict[str, Any]]


def put_back(
    changes: Iterable[TransferChange], journal: Journal, instead: Instead | None = None
) -> list[Kept]:
    """Reverts changes, the last one first; newer values are never overwritten but returned.

    `instead`, by table and row: columns that cannot have their old values, and what they get.
    """
    kept: list[Kept] = []
    backwards = sorted(changes, key=lambda change: change.position, reverse=True)
    for batch in _alike(backwards):
        model = apps.get_model(batch[0].table)
        match batch[0].kind:
            case ChangeKind.CHANGED:
                kept += _change_back(model, batch, journal, instead or {})
            case ChangeKind.ADDED:
                kept += _take_away(model, batch, journal)
            case ChangeKind.REMOVED:
                kept += _add_again(model, batch, journal)
    return kept


def _alike(changes: Sequence[TransferChange]) -> Iterator[list[TransferChange]]:
    """Runs of one kind and table, no row twice: what can be put back together."""
    batch: list[TransferChange] = []
    rows: set[str] = set()
    for change in changes:
        fits = not batch or (change.kind, change.table) == (batch[0].kind, batch[0].table)
        if batch and (not fits or change.row_id in rows):
            yield batch
            batch, rows = [], set()
        batch.append(change)
        rows.add(change.row_id)
    if batch:
        yield batch


def _change_back(
    model: type[Model], batch: Sequence[TransferChange], journal: Journal, instead: Instead
) -> list[Kept]:
    kept, wanted = [], {}
    present = _rows(model, batch)
    for change in batch:
        pk, row = present.get(change.row_id, (None, None))
        if row is None:
            kept.append(_kept(change, "gone"))
            continue
        after = _values(model, change.after) | _sealed_after(change)
        newer = {name: [value, row[name]] for name, value in after.items() if row[name] != value}
        if newer:
            kept.append(_kept(change, "changed since", newer))
        before = _values(model, change.before) | _sealed(change)
        wanted[pk] = {name: value for name, value in before.items() if name not in newer}
        wanted[pk] |= instead.get((change.table, change.row_id), {})
    journal.change_each(model, wanted)
    return kept


def _take_away(model: type[Model], batch: Sequence[TransferChange], journal: Journal) -> list[Kept]:
    kept, unwanted = [], []
    present = _rows(model, batch)
    used = _used(model, [pk for pk, _ in present.values()])
    for change in batch:
        pk, row = present.get(change.row_id, (None, None))
        if row is None:
            continue  # what was to be taken away is gone
        after = _values(model, change.after)
        newer = {name: [value, row[name]] for name, value in after.items() if row[name] != value}
        if newer or pk in used:
            kept.append(_kept(change, "changed since" if newer else "in use", newer))
        else:
            unwanted.append(pk)
    journal.remove(model._base_manager.filter(pk__in=unwanted))  # noqa: SLF001
    return kept


def _add_again(model: type[Model], batch: Sequence[TransferChange], journal: Journal) -> list[Kept]:
    kept = []
    rows = {change.row_id: _row(model, change) for change in batch}
    missing = _without_targets(model, rows)
    for change in batch:
        if change.row_id in missing:
            kept.append(_kept(change, "what it belonged to is gone"))
            continue
        try:
            with transaction.atomic():
                journal.add_again(rows[change.row_id])
        except IntegrityError:  # its like was added meanwhile
            kept.append(_kept(change, "there is another one"))
    return kept


def _rows(
    model: type[Model], batch: Sequence[TransferChange]
) -> dict[str, tuple[Any, dict[str, Any]]]:
    """The present rows by the text of their key: the key itself, and every column."""
    pks = [change.row_id for change in batch]
    found = {}
    for start in range(0, len(pks), 500):
        for row in model._base_manager.filter(pk__in=pks[start : start + 500]).values():  # noqa: SLF001
            pk = row[model._meta.pk.attname]  # noqa: SLF001
            found[str(pk)] = (pk, row)
    return found


def _row(model: type[Model], change: TransferChange) -> Model:
    return model(**_values(model, change.before), **_sealed(change))


def _values(model: type[Model], written: dict[str, Any]) -> dict[str, Any]:
    """Columns as Python has them, from what the journal holds."""
    fields = {each.attname: each for each in model._meta.concrete_fields}  # noqa: SLF001
    return {name: fields[name].to_python(value) for name, value in written.items()}


def _sealed(change: TransferChange) -> dict[str, Any]:
    return cast("dict[str, Any]", change.sealed or {})


def _sealed_after(change: TransferChange) -> dict[str, Any]:
    # A transfer strips secrets and does nothing else to them.
    return dict.fromkeys(_sealed(change))


def _used(model: type[Model], pks: Sequence[Any]) -> set[Any]:
    """Those of the rows to which something points."""
    used: set[Any] = set()
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        column = relation.field.attname  # type: ignore[union-attr]
        pointing = relation.related_model._base_manager.filter(**{f"{column}__in": pks})  # type: ignore[union-attr]  # noqa: SLF001
        used |= set(pointing.values_list(column, flat=True))
    return used


def _without_targets(model: type[Model], rows: dict[str, Model]) -> set[str]:
    """The rows that would point at something that is gone: the database would say so too late."""
    missing: set[str] = set()
    for each in model._meta.concrete_fields:  # noqa: SLF001
        if not isinstance(each, ForeignKey):
            continue
        wanted = {key: getattr(row, each.attname) for key, row in rows.items()}
        targets = each.remote_field.model._base_manager.filter(pk__in=set(wanted.values()))  # noqa: SLF001
        there = set(targets.values_list("pk", flat=True)) | {None}
        missing |= {key for key, target in wanted.items() if target not in there}
    return missing


def _kept(change: TransferChange, why: str, columns: dict[str, list[Any]] | None = None) -> Kept:
    shown = {name: [str(old), str(new)] for name, (old, new) in (columns or {}).items()}
    return Kept(change.table, change.row_id, why, shown)
