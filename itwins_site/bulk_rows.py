"""Adding very many rows at once: COPY on PostgreSQL, multi-row inserts elsewhere."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import connection, models

_BATCH = 5_000


def add_rows(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Inserts unsaved instances of `model` as they are; the database numbers automatic keys."""
    if connection.vendor == "postgresql":
        _copy(model, rows)
        return
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        model._base_manager.bulk_create(batch)  # noqa: SLF001 -- Django's documented name


def add_rows_at_once(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """The same in one statement whatever their number, for what a change leaves behind."""
    waiting = list(rows)
    if connection.vendor == "postgresql" or not waiting:
        model._base_manager.bulk_create(waiting)  # noqa: SLF001
        return
    # Django would split them: SQLite knows few parameters. So all of them are one.
    fields = _written(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(fields)))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({columns})'  # noqa: S608, SLF001
            f" SELECT {values} FROM json_each(%s) ORDER BY key",
            [json.dumps([_column_values(row, fields) for row in waiting], default=str)],
        )


def _copy(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    fields = _written(model)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,  # noqa: SLF001
    ):
        for row in rows:
            copy.write_row(_column_values(row, fields))


def _written(model: type[models.Model]) -> list[models.Field]:
    fields = model._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
    return [field for field in fields if not isinstance(field, models.AutoField)]


def _column_values(row: models.Model, fields: list[models.Field]) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
