"""An API token: an opaque bearer token that a person makes for a script of theirs."""

import uuid
from datetime import UTC, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self) -> Self:
        """Those that let their bearer in: neither revoked nor expired."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=datetime.now(UTC))

    def over(self) -> Self:
        """The others."""
        return self.filter(Q(revoked_at__isnull=False) | Q(expires_at__lte=datetime.now(UTC)))


class ApiToken(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=64)
    # The token itself is shown once and never kept: its SHA-256, and its first characters.
    checksum = models.CharField(max_length=64, unique=True, editable=False)
    prefix = models.CharField(max_length=16, editable=False)
    is_read_only = models.BooleanField(default=False)
    # Networks (CIDR) from which it may be used, separated by spaces; empty: from anywhere.
    networks = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_from = models.GenericIPAddressField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"
        constraints = [
            models.UniqueConstraint(
                "user",
                "name",
                name="api_token_name_is_unique_per_person",
                condition=Q(revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"
