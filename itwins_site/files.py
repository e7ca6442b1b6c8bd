"""Pictures and exports: kept where STORAGE_URL says, fetched by links that expire and need no session."""

import contextlib
import fcntl
import glob
import hmac
import math
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.core import signing
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from itwins_site.wire.errors import ApiError

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
# Given to the server in one piece, which sends it on while we answer others.
_ONE_PIECE = 8 * 1024 * 1024
_PIECE = 1024 * 1024


class LinkOver(ApiError):
    status, code = 403, "LinkOver"
    message = "This link has expired, or it is not complete. Open it again from where you found it."


class FileGone(ApiError):
    status, code, message = 404, "FileGone", "The file behind this link has been deleted."


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
    if not isinstance(_storage(), FileSystemStorage):
        return _link_of_storage(name, expires)
    query = f"expires={expires}&signature={_signature(name, str(expires))}"
    return f"{settings.PUBLIC_URL}/files/{quote(name)}?{query}"


def names_in(folder: str) -> list[str]:
    """What is kept in a folder, whoever put it there."""
    try:
        _, names = _storage().listdir(folder)
    except FileNotFoundError:  # nothing was kept there yet
        return []
    return [name.rpartition("/")[2] for name in names]


def forget_older(name: str, *, written_before: datetime) -> bool:
    """Deletes a file that is older than that; whether it was."""
    storage = _storage()
    try:
        is_old = storage.get_modified_time(name) < written_before
    except FileNotFoundError:
        return False
    if is_old:
        storage.delete(name)
    return is_old


def headers_of(name: str) -> dict[str, str]:
    """As what a file is given: by its name alone, whatever is in it."""
    place = Path(name)
    shown = "inline" if place.suffix in _SHOWN else "attachment"
    return {
        "Content-Type": _TYPES.get(place.suffix, "application/octet-stream"),
        "Content-Disposition": f'{shown}; filename="{place.name}"',
    }


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the file system, for a link of ours that has not expired."""
    expires = request.GET.get("expires", "")
    given = request.GET.get("signature", "")
    if not constant_time_compare(given, _signature(name, expires)):
        raise LinkOver
    left = int(expires) - time.time()
    if left <= 0:
        raise LinkOver
    content = _opened(name)
    known = os.fstat(content.fileno())
    tag = quote_etag(f"{known.st_mtime_ns:x}-{known.st_size:x}")
    response = _unless_known(request, content, known.st_size, tag)
    response["Cache-Control"] = f"private, max-age={int(left)}"
    response["ETag"] = tag
    # What somebody uploaded runs nothing, even if a browser took it for a page. The style is that
    # of the browser's own page around a picture.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _opened(name: str) -> BinaryIO:
    storage = _storage()
    if not isinstance(storage, FileSystemStorage):
        raise FileGone
    try:
        return Path(storage.path(name)).open("rb")
    except (OSError, ValueError, SuspiciousFileOperation):
        raise FileGone from None


def _unless_known(request: HttpRequest, content: BinaryIO, size: int, tag: str) -> HttpResponseBase:
    """The file, or the answer that the client has it already."""
    same = get_conditional_response(request, etag=tag)
    headers = headers_of(request.path)
    if same is not None or request.method == "HEAD" or size <= _ONE_PIECE:
        with content:
            if same is not None:
                return same
            whole = b"" if request.method == "HEAD" else content.read()
        return HttpResponse(whole, headers=headers | {"Content-Length": str(size)})
    response = FileResponse(content)
    response.block_size = _PIECE
    for header, value in headers.items():  # afterwards: it guesses its own
        response[header] = value
    return response


@lru_cache(maxsize=10_000)
def _link_of_storage(name: str, expires: int) -> str:
    """Signed by the storage; kept for the hour, for signing a hundred of them takes a while."""
    storage: Any = _storage()  # both packages take the seconds by this name
    return storage.url(name, expire=math.ceil(expires - time.time()))


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
    signed = hmac.digest(_key(settings.SECRET_KEY), f"{name}?{expires}".encode(), "sha256")
    return signing.b64_encode(signed).decode()


@lru_cache(maxsize=1)
def _key(secret: str) -> bytes:
    # Derived once: a list shows a hundred links.
    return salted_hmac("itwins_site.files", "links", secret=secret, algorithm="sha256").digest()
