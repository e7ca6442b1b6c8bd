"""What a worker does with an export: writes the file, and says how it ended.

The file has the same name in every attempt and is whole or not there at all, so a worker that
was replaced cannot do harm: at worst it puts a whole file in the place of another, made from the
same rights. It never deletes the file, and what it says of the row no longer counts.
"""

import os
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, DataError, ProgrammingError, transaction

from itwins_site import files
from itwins_site.wire.errors import ApiError
from twins.choices import ExportStatus
from twins.models import Export, ExportRight
from twins.operations.export_files import write_export
from twins.operations.export_leases import LEASE, HeldLease, LeaseLost, take_up, write_as_owner
from twins.queries.exports import file_name_of

MOST_ATTEMPTS = 3
# Another attempt would end the same way. Anything else may be the network's or the disk's fault.
_HOPELESS = (
    ApiError,
    ArithmeticError,
    AttributeError,
    DataError,
    LookupError,
    NameError,
    ProgrammingError,
    RecursionError,
    TypeError,
    ValueError,
)

log = structlog.get_logger(__name__)


def run_export(*, export_id: UUID) -> None:
    """Writes the file of an export; nothing if it is over or another worker is at it."""
    export = take_up(export_id)
    if export is None:
        return
    about = {"export_id": str(export.pk), "attempt": export.attempts}
    try:
        if export.attempts > MOST_ATTEMPTS:
            log.error("export given up", **about)
            _finish(export, status=ExportStatus.FAILED)
        else:
            _write(export)
    except LeaseLost:
        log.warning("export taken over by another worker", **about)
    except Exception as error:
        log.exception("export failed", **about)
        _leave(export, error)


def _write(export: Export) -> None:
    name = file_name_of(export)
    with files.draft() as path, HeldLease(export) as lease:
        with path.open("wb") as file:
            write_export(export, file, checkpoint=lease.check)
        size = os.path.getsize(path)
        write_as_owner(export, leased_until=datetime.now(UTC) + LEASE)
        files.keep(path, name)
    _finish(export, status=ExportStatus.COMPLETED, file_name=name, file_size=size)


def _leave(export: Export, error: Exception) -> None:
    """Ends what cannot succeed; the rest is tried again once the lease has run out."""
    if not isinstance(error, _HOPELESS) and export.attempts < MOST_ATTEMPTS:
        return
    try:
        _finish(export, status=ExportStatus.FAILED)
    except (LeaseLost, DatabaseError):
        log.warning("the end of an export could not be written", export_id=str(export.pk))


def _finish(export: Export, *, status: ExportStatus, file_name: str = "", **more: int) -> None:
    with transaction.atomic():
        write_as_owner(
            export,
            status=status,
            file_name=file_name,
            completed_at=datetime.now(UTC),
            leased_until=None,
            **more,
        )
        ExportRight.objects.filter(export=export).delete()
