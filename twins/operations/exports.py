"""Exports: asked for with the rights of that moment, started again, and forgotten in time."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet, UUIDField, Value

from accounts.errors import InsufficientPermissions
from accounts.models import AccountOwnership, User, VisibleITwin
from accounts.queries.query_scope import listed_for
from itwins_site import files
from twins.choices import ExportStatus, QueryScope, SubClass
from twins.errors import CannotCreateExport, CannotStartExport, ExportUnfinished, TooManyExports
from twins.models import Export, ITwin
from twins.models.export import UNFINISHED
from twins.models.itwin import now_in_milliseconds
from twins.operations.export_leases import LEASE
from twins.queries.export_request import ExportRequest
from twins.queries.exports import file_name_of

_QUOTA_SPAN = timedelta(hours=1)
_ROW_KEPT = timedelta(days=30)

log = structlog.get_logger(__name__)


def create_export(*, request: ExportRequest, client_id: str, by: User) -> Export:
    """Keeps what is asked for, and what `by` may see now; whoever calls this enqueues it."""
    now = now_in_milliseconds()
    _refuse_too_many(by, now)
    export = Export(
        output_format=request.output_format,
        query_scope=request.query_scope,
        sub_class=request.sub_class,
        select=request.select,
        filter=request.filter,
        include_inactive=request.include_inactive,
        created_by=by,
        client_id=client_id,
        created_at=now,
        leased_until=now + LEASE,
    )
    try:
        with transaction.atomic():
            export.save(force_insert=True)
            _take_down_rights(export, request.sub_classes)
    except IntegrityError:
        # Of two requests at once the database has let one through.
        if not Export.objects.filter(created_by=by, status__in=UNFINISHED).exists():
            raise
        raise CannotCreateExport(ExportUnfinished) from None
    return export


def start_again(*, export: Export) -> None:
    """Queues a failed export anew, with what its person may see by now."""
    try:
        with transaction.atomic():
            failed = Export.objects.filter(pk=export.pk, status=ExportStatus.FAILED)
            restarted = failed.update(
                status=ExportStatus.QUEUED,
                worker="",
                attempts=0,
                started_at=None,
                completed_at=None,
                leased_until=datetime.now(UTC) + LEASE,
            )
            if not restarted:
                raise CannotStartExport("Only a failed export can be started again.")
            export.refresh_from_db()
            _take_down_rights(export, ExportRequest.of(export).sub_classes)
    except IntegrityError:
        raise CannotStartExport("Its person has another one that is not finished.") from None
    except InsufficientPermissions:
        raise CannotStartExport("Its person no longer administers the organization.") from None


def delete_file(*, export: Export) -> None:
    """Deletes the file of an export; the row stays."""
    files.forget(export.file_name)
    Export.objects.filter(pk=export.pk, file_name=export.file_name).update(file_name="")


def delete_old_files() -> None:
    """Deletes the files that have been there long enough, and the rows of last month."""
    now = datetime.now(UTC)
    lifetime = timedelta(hours=settings.EXPORT_FILE_HOURS)
    with_file = Export.objects.exclude(file_name="")
    _each(with_file.filter(completed_at__lte=now - lifetime), delete_file)
    finished = Export.objects.exclude(status__in=UNFINISHED)
    _each(finished.filter(created_at__lt=now - _ROW_KEPT), _delete)


def _each(exports: QuerySet[Export], act: Callable[..., None]) -> None:
    for export in exports:
        try:
            act(export=export)
        except Exception:
            # The storage may be away; the next round finds it again.
            log.exception("a file of an export could not be deleted", export_id=str(export.pk))


def _delete(*, export: Export) -> None:
    # By its name, whatever the row says: a worker that was late may have left it.
    files.forget(file_name_of(export))
    export.delete()


def _refuse_too_many(user: User, now: datetime) -> None:
    quota = settings.EXPORTS_PER_HOUR
    if not quota:
        return
    recent = Export.objects.filter(created_by=user, created_at__gt=now - _QUOTA_SPAN)
    latest = list(recent.order_by("-created_at").values_list("created_at", flat=True)[:quota])
    if len(latest) == quota:
        wait = latest[-1] + _QUOTA_SPAN - now
        raise TooManyExports(seconds_to_wait=math.ceil(wait.total_seconds()))


def _take_down_rights(export: Export, sub_classes: tuple[str, ...]) -> None:
    """Writes down what the person may see now: the file is written later, from this alone."""
    user, scope = export.created_by, QueryScope(export.query_scope)
    listed = listed_for(user, scope, sub_classes)
    if scope == QueryScope.MEMBER_OF_ITWIN:
        _insert_rights(export, listed)
        return
    owned = AccountOwnership.objects.filter(organization=user.organization_id)
    export.account_ids = [str(pk) for pk in owned.values_list("account", flat=True)]
    export.save(update_fields=["account_ids"])
    accounts = VisibleITwin.objects.filter(user=user, sub_class=SubClass.ACCOUNT)
    _insert_rights(export, accounts.filter(itwin__in=export.account_ids))


def _insert_rights(export: Export, seen: QuerySet[ITwin] | QuerySet[VisibleITwin]) -> None:
    """One statement: there may be hundreds of thousands."""
    itwin_id = "pk" if seen.model is ITwin else "itwin_id"
    rows = seen.order_by().values_list(Value(export.pk, UUIDField()), itwin_id)
    select, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO twins_exportright (export_id, itwin_id) {select}",
            parameters,
        )
