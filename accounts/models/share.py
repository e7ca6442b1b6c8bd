"""A share: a key that reads one iTwin without a person."""

import uuid
from datetime import UTC, datetime
from typing import Self

from django.conf import settings
from django.db import models


class ShareQuerySet(models.QuerySet["Share"]):
    def active(self) -> Self:
        """Those whose keys open something: neither revoked nor expired, of a live iTwin."""
        return self.filter(
            revoked_at__isnull=True,
            expires_at__gt=datetime.now(UTC),
            itwin__deleted_at__isnull=True,
        )


class Share(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="shares")
    contract = models.CharField(max_length=32)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    client_id = models.CharField(max_length=255)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("itwin", "client_id", "expires_at", name="share_of_client")]

    def __str__(self) -> str:
        return f"{self.contract} share of {self.itwin_id}"
