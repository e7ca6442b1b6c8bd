"""Exports and their files, as tests make and read them."""

import gzip
from pathlib import Path
from typing import Any

import orjson
from django.core.files.storage import storages

from accounts.authentication.access_tokens import COMMAND_LINE_CLIENT
from accounts.models import User
from twins.choices import ExportFormat
from twins.models import Export
from twins.operations.exports import create_export
from twins.queries.export_request import ExportRequest


def make_export(by: User, **asked: Any) -> Export:
    """An export of gzipped JSON, through the application that the tests' tokens name."""
    request = ExportRequest(output_format=ExportFormat.JSON_GZIP, **asked)
    return create_export(request=request, client_id=COMMAND_LINE_CLIENT, by=by)


def names_in(content: bytes) -> list[str]:
    return sorted(row["displayName"] for row in orjson.loads(gzip.decompress(content)))


def displayed_names(export: Export) -> list[str]:
    """The names in the file of an export, in alphabetical order."""
    with storages["itwins"].open(export.file_name) as file:
        return names_in(file.read())


def state_of(export: Export) -> tuple[str, int, str]:
    export.refresh_from_db()
    return export.status, export.attempts, export.file_name


def files_below(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]
