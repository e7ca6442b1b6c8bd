"""An organization: it owns Accounts, and people belong to it."""

import uuid

from django.db import models
from django.db.models.functions import Lower


class Organization(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="organization_name_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name
