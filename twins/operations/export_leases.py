"""The lease of an export: what tells apart the worker that writes it from one that was replaced.

A queue may lose a job with the worker that ran it. So the row carries a lease, which a thread
extends while the file is written, on a connection of its own: the one that reads the rows is busy
for as long as that takes. Once a lease has run out, the export is handed to another worker.
"""

import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import structlog
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from twins.choices import ExportStatus
from twins.models import Export
from twins.models.export import UNFINISHED

LEASE = timedelta(seconds=60)
SECONDS_BETWEEN_BEATS = 20.0
# A worker that shows no sign of progress for so long is taken for stuck, and replaced.
LONGEST_SILENCE = timedelta(minutes=15)

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another worker has the export: what this one was about to write is not written."""


def take_back_abandoned_exports() -> list[UUID]:
    """The exports whose worker went silent, or which none took up in time, to be enqueued again.

    Each is returned to one caller only, and not again before another lease has run out.
    """
    now = datetime.now(UTC)
    abandoned = Export.objects.filter(status__in=UNFINISHED, leased_until__lt=now)
    return [
        export_id
        for export_id in abandoned.values_list("pk", flat=True)
        if abandoned.filter(pk=export_id).update(worker="", leased_until=now + LEASE)
    ]


def take_up(export_id: UUID) -> Export | None:
    """The export, which is now ours for a lease; None if it is over or another worker has it."""
    now = datetime.now(UTC)
    worker = uuid.uuid4().hex
    free = Export.objects.filter(Q(worker="") | Q(leased_until__lt=now), status__in=UNFINISHED)
    taken = free.filter(pk=export_id).update(
        status=ExportStatus.IN_PROGRESS,
        worker=worker,
        leased_until=now + LEASE,
        attempts=F("attempts") + 1,
        started_at=Coalesce("started_at", now),
    )
    return Export.objects.filter(pk=export_id, worker=worker).first() if taken else None


def write_as_owner(export: Export, **values: Any) -> None:
    """Changes the row, if it is still ours."""
    if not _ours(export).update(**values):
        raise LeaseLost


class HeldLease:
    """Extends the lease of an export for as long as the block lasts and shows signs of life."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._over = threading.Event()
        self._lost = False
        self._lasts_until = self._last_sign = 0.0
        self.heart = threading.Thread(target=self._beat, name="lease", daemon=True)

    def __enter__(self) -> Self:
        self._last_sign = time.monotonic()
        self._lasts_until = self._last_sign + LEASE.total_seconds()
        self.heart.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        self.heart.join()

    def check(self) -> None:
        """A sign of life; ends the work of whoever has lost the lease."""
        self._last_sign = time.monotonic()
        if self._lost or self._last_sign > self._lasts_until:
            raise LeaseLost

    def _beat(self) -> None:
        try:
            while not self._over.wait(SECONDS_BETWEEN_BEATS):
                if not self._extend():
                    return
        finally:
            connection.close()

    def _extend(self) -> bool:
        now = time.monotonic()
        if now - self._last_sign > LONGEST_SILENCE.total_seconds():
            log.error("no progress of an export, given to another", export_id=str(self._export.pk))
            return False
        try:
            extended = _ours(self._export).update(leased_until=datetime.now(UTC) + LEASE)
        except (DatabaseError, InterfaceError) as error:
            log.warning("the lease of an export could not be extended", reason=str(error))
            connection.close()
            return True  # it lasts for some more beats
        if extended:
            self._lasts_until = now + LEASE.total_seconds()
        else:
            self._lost = True
        return not self._lost


def _ours(export: Export) -> QuerySet[Export]:
    rows = Export.objects.filter(pk=export.pk, worker=export.worker)
    return rows.filter(status=ExportStatus.IN_PROGRESS)
