"""The picture of an iTwin: put, taken away, and the files that nothing refers to any more.

Files come before the row and go after it: whatever is killed in between leaves at worst a file
without a row, which `forget_unused_images` finds.
"""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import OperationalError, transaction

from accounts.models import User
from accounts.operations import audit
from itwins_site import files
from twins.choices import AuditOperation, Channel
from twins.errors import ImageNotFound, ITwinNotFound
from twins.models import Image, ITwin
from twins.models.image import FOLDER
from twins.models.itwin import now_in_milliseconds
from twins.queries.pictures import write_anew

_UNUSED_FOR = timedelta(days=1)
# The second form is that of a file whose writer was killed.
_NAME = re.compile(
    r"(?:small|large)_([0-9a-f-]{36})\.(?:png|jpeg)|\.(?:small|large)_([0-9a-f-]{36})\..+"
)


def put_image(itwin: ITwin, *, content: bytes, extension: str, by: User, through: Channel) -> Image:
    """Gives an iTwin a picture instead of the one it may have.

    Raises CannotCreateImage for what is none, ITwinNotFound when the iTwin was deleted meanwhile.
    """
    image = Image(itwin=itwin, extension=extension, created_by=by)
    with files.draft() as large, files.draft() as small:
        write_anew(content, extension, large=large, small=small)
        kept = _files_of(image)
        try:
            for draft, name in zip((large, small), kept, strict=True):
                files.keep(draft, name)
            _replace(itwin, image, by=by, through=through)
        except OperationalError:  # it may be committed all the same: the worker finds out
            raise
        except Exception:
            _forget(kept)
            raise
    return image


@transaction.atomic
def remove_image(itwin: ITwin, *, by: User, through: Channel) -> None:
    """Takes an iTwin's picture away, or raises ImageNotFound."""
    _replace(itwin, None, by=by, through=through)


@transaction.atomic
def forget_images(itwin_ids: Collection[UUID]) -> None:
    """Takes away the pictures of iTwins that are about to be purged."""
    images = Image.objects.filter(itwin__in=itwin_ids)
    _forget_after_commit(images)
    images.delete()


def forget_unused_images() -> int:
    """Deletes the files of pictures that nothing refers to; returns how many there were.

    Those of the last day stay: their row may be on its way.
    """
    names = {name: image_id for name in files.names_in(FOLDER) if (image_id := _id_in(name))}
    found = set(names.values())
    known = set(Image.objects.values_list("pk", flat=True)) if found else set()
    unused = [name for name, image_id in names.items() if image_id not in known]
    written_before = datetime.now(UTC) - _UNUSED_FOR
    return sum(
        files.forget_older(f"{FOLDER}/{name}", written_before=written_before) for name in unused
    )


@transaction.atomic
def _replace(itwin: ITwin, image: Image | None, *, by: User, through: Channel) -> None:
    # Held while its picture changes: of two who come at once, the second replaces the first's.
    current = ITwin.objects.select_for_update(no_key=True).live().filter(pk=itwin.pk).first()
    if current is None:
        raise ITwinNotFound
    before = Image.objects.filter(itwin=current).first()
    if before is None and image is None:
        raise ImageNotFound
    # Said before: a row that is deleted has lost its id.
    changes = {"imageName": [before and before.small_name, image and image.small_name]}
    if before is not None:
        _forget_after_commit([before])
        before.delete()
    if image is not None:
        image.save(force_insert=True)
    current.last_modified_by = by
    current.last_modified_at = now_in_milliseconds()
    current.save(update_fields=["last_modified_by", "last_modified_at"])
    audit.record(AuditOperation.CHANGED, current, by=by, through=through, changes=changes)


def _forget_after_commit(images: Iterable[Image]) -> None:
    for image in images:
        transaction.on_commit(partial(_forget, _files_of(image)), robust=True)


def _files_of(image: Image) -> tuple[str, str]:
    return f"{FOLDER}/{image.large_name}", f"{FOLDER}/{image.small_name}"


def _forget(names: tuple[str, str]) -> None:
    for name in names:
        files.forget(name)


def _id_in(name: str) -> UUID | None:
    found = _NAME.fullmatch(name)
    return UUID(found[1] or found[2]) if found else None
