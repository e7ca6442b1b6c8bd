"""A group: named people and directory groups, defined on one iTwin (an Account's serve all below)."""

import uuid

from django.conf import settings
from django.db import models


class Group(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="groups")
    name = models.CharField(max_length=255)
    name_folded = models.CharField(max_length=1020, editable=False)
    description = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("itwin", "name_folded", name="group_name_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupUser(models.Model):
    """A person listed by a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="listed_users")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="listed_in")

    class Meta:
        constraints = [
            models.UniqueConstraint("group", "user", name="group_lists_a_user_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"


class GroupDirectoryGroup(models.Model):
    """A directory group whose people count as people of a group."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="listed_directory_groups")
    directory_group = models.ForeignKey(
        "accounts.DirectoryGroup", models.CASCADE, related_name="listed_in"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "group", "directory_group", name="group_lists_a_directory_group_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.directory_group_id} in {self.group_id}"
