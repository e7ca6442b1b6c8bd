"""A directory group: people whom an organization's own identity provider groups (an IMS group)."""

import uuid

from django.conf import settings
from django.db import models


class DirectoryGroup(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", models.CASCADE, related_name="directory_groups"
    )
    name = models.CharField(max_length=255)
    name_folded = models.CharField(max_length=1020, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization", "name_folded", name="directory_group_name_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DirectoryGroupUser(models.Model):
    """A person whom the identity provider put into a directory group."""

    directory_group = models.ForeignKey(
        DirectoryGroup, models.CASCADE, related_name="directory_users"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="directory_memberships"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "directory_group", "user", name="directory_group_names_a_user_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.directory_group_id}"
