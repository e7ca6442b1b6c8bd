"""Adding very many rows at once: COPY on PostgreSQL, multi-row inserts elsewhere."""

from collections.abc import Iterable
from itertools import islice

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


def _copy(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    meta = model._meta  # noqa: SLF001 -- Django's documented name
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(
                [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
            )
