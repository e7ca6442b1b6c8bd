"""Pictures and exports: kept where STORAGE_URL says, fetched by links that expire and need no session."""

import contextlib
import fcntl
import glob
import math
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied, SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.http import FileResponse, Http404, HttpRequest
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

# Links end on full hours: asked for twice, a link is the same, and browsers may keep the file.
_ROUNDED_TO = 3600
_TYPES = {
    ".png": "image/png",
    ".jpeg": "image/jpeg",
    ".gz": "application/gzip",
    ".zip": "application/zip",
    ".csv": "text/csv; charset=utf-8",
}
_SHOWN = {".png", ".jpeg"}  # everything else is downloaded


@contextlib.contextmanager
def draft() -> Iterator[Path]:
    """A new empty file of ours to write to; gone afterwards, unless it was kept."""
    handle, path = _locked_draft(_drafts())
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def sweep_drafts() -> None:
    """Deletes the drafts of processes that were killed: with a process, its locks are gone too."""
    for path in _drafts().iterdir():
        with contextlib.suppress(OSError), path.open("r+b") as found:  # moved, or held
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def keep(finished: Path, name: str) -> None:
    """Moves a finished file into the storage: under its name it is there whole, or not at all."""
    storage = _storage()
    if isinstance(storage, FileSystemStorage):
        place = Path(storage.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}.{finished.name}")
        shutil.move(finished, beside)  # a rename, or a copy from another file system
        beside.replace(place)
        return
    storage.delete(name)
    with finished.open("rb") as content:
        storage.save(name, File(content))


def forget(name: str) -> None:
    """Deletes a file, and what killed processes left beside it; one that is gone is no error."""
    storage = _storage()
    storage.delete(name)
    if isinstance(storage, FileSystemStorage):
        place = Path(storage.path(name))
        for left in place.parent.glob(f".{glob.escape(place.name)}.*"):
            left.unlink(missing_ok=True)


def link(name: str, *, seconds: int) -> str:
    """An absolute address that gives the file for at least so many seconds, to whoever has it."""
    expires = math.ceil((time.time() + seconds) / _ROUNDED_TO) * _ROUNDED_TO
    query = urlencode({"expires": expires, "signature": _signature(name, str(expires))})
    return f"{settings.PUBLIC_URL}/files/{quote(name)}?{query}"


@require_safe
def serve(request: HttpRequest, name: str) -> FileResponse:
    """A file of the file system, for a link of ours that has not expired."""
    expires = request.GET.get("expires", "")
    given = request.GET.get("signature", "")
    if not constant_time_compare(given, _signature(name, expires)):
        raise PermissionDenied
    left = int(expires) - time.time()
    if left <= 0:
        raise PermissionDenied
    try:
        content = _storage().open(name)
    except (FileNotFoundError, SuspiciousFileOperation):
        raise Http404 from None
    suffix = Path(name).suffix
    response = FileResponse(
        content,
        as_attachment=suffix not in _SHOWN,
        filename=Path(name).name,
        content_type=_TYPES.get(suffix, "application/octet-stream"),
    )
    response["Cache-Control"] = f"private, max-age={int(left)}"
    return response


def _drafts() -> Path:
    folder = settings.DATA_DIR / "drafts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _locked_draft(folder: Path) -> tuple[int, Path]:
    while True:
        handle, name = tempfile.mkstemp(dir=folder)
        fcntl.flock(handle, fcntl.LOCK_EX)
        # Somebody who sweeps may have found it before it was locked.
        if os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)


def _storage() -> Storage:
    return storages["itwins"]


def _signature(name: str, expires: str) -> str:
    return signing.Signer(salt="itwins_site.files").signature(f"{name}?{expires}")
