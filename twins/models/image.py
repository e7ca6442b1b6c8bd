"""The picture of an iTwin: two files, whose names change only with it."""

import uuid

from django.conf import settings
from django.db import models


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
        return f"small_{self.pk}.{self.extension}"

    @property
    def large_name(self) -> str:
        return f"large_{self.pk}.{self.extension}"
