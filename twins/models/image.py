"""The picture of an iTwin: two files, whose names change only with it."""

import uuid
from uuid import UUID

from django.conf import settings
from django.db import models

from itwins_site import files

FOLDER = "images"
_SECONDS_OF_A_LINK = 3600  # at least: links end on full hours


def small_name_of(image_id: UUID, extension: str) -> str:
    return f"small_{image_id}.{extension}"


def large_name_of(image_id: UUID, extension: str) -> str:
    return f"large_{image_id}.{extension}"


def small_link_of(image_id: UUID, extension: str) -> str:
    return _link_to(small_name_of(image_id, extension))


def _link_to(name: str) -> str:
    """An absolute address that needs no token and counts for an hour at least."""
    return files.link(f"{FOLDER}/{name}", seconds=_SECONDS_OF_A_LINK)


class Image(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    itwin = models.OneToOneField("twins.ITwin", models.CASCADE, related_name="picture")
    extension = models.CharField(max_length=4, choices=[("png", "PNG"), ("jpeg", "JPEG")])
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.small_name

    @property
    def small_name(self) -> str:
        return small_name_of(self.pk, self.extension)

    @property
    def large_name(self) -> str:
        return large_name_of(self.pk, self.extension)

    @property
    def small_link(self) -> str:
        return _link_to(self.small_name)

    @property
    def large_link(self) -> str:
        return _link_to(self.large_name)
