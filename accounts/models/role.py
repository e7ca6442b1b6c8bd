"""A role: a named set of permissions, defined on one iTwin (an Account's serve all below it)."""

import uuid

from django.db import models

from accounts.choices import RoleType


class Permission(models.Model):
    """One entry of the permission catalogue; its id is the word on the wire."""

    id = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return self.id


class Role(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="roles")
    display_name = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    type = models.CharField(max_length=7, choices=RoleType, default=RoleType.CUSTOM)
    permissions = models.ManyToManyField(Permission, related_name="roles", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.display_name
