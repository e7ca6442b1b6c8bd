"""Exports as their people see them: whose they are, and how the wire shows them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import User
from itwins_site import files
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.rendering import wire_time
from twins.choices import ExportFormat, ExportStatus
from twins.errors import ITwinExportNotFound
from twins.models import Export

_SUFFIXES = {
    ExportFormat.JSON_GZIP: "json.gz",
    ExportFormat.JSON_ZIP: "zip",
    ExportFormat.CSV_GZIP: "csv.gz",
    ExportFormat.CSV: "csv",
}
_LINK_LASTS = timedelta(hours=1)


def own_export(user: User, client_id: str, export_id: str) -> Export:
    """The export that this person has asked for through the same application."""
    guid = parse_guid(export_id)
    if guid is None:
        raise ITwinExportNotFound
    export = Export.objects.filter(pk=guid, created_by=user, client_id=client_id).first()
    if export is None:
        raise ITwinExportNotFound
    return export


def recent_exports(user: User) -> QuerySet[Export]:
    """What the person has asked for while a file of that time could still be there."""
    since = datetime.now(UTC) - timedelta(hours=settings.EXPORT_FILE_HOURS)
    recent = Export.objects.filter(created_by=user, created_at__gte=since)
    return recent.order_by("-created_at", "-id")


def file_name_of(export: Export) -> str:
    """The name of its file in the storage: the same in every attempt."""
    return f"exports/{export.pk}.{_SUFFIXES[ExportFormat(export.output_format)]}"


def represent_export(export: Export) -> dict[str, Any]:
    return {
        "id": str(export.pk),
        "request": {
            "queryScope": export.query_scope,
            "subClass": export.sub_class,
            "select": export.select,
            "filter": export.filter,
            "includeInactive": export.include_inactive,
            "outputFormat": export.output_format,
        },
        "status": export.status,
        "outputUrl": output_url(export),
        "createdBy": str(export.created_by_id),
        "createdDateTime": wire_time(export.created_at),
        "startedDateTime": wire_time(export.started_at),
        "completedDateTime": wire_time(export.completed_at),
    }


def output_url(export: Export) -> str | None:
    """A link for an hour, or for what is left of the file's life; None when there is no file."""
    if export.status != ExportStatus.COMPLETED or not export.file_name or not export.completed_at:
        return None
    lifetime = timedelta(hours=settings.EXPORT_FILE_HOURS)
    left = export.completed_at + lifetime - datetime.now(UTC)
    if left <= timedelta(0):
        return None
    return files.link(export.file_name, seconds=int(min(left, _LINK_LASTS).total_seconds()))
