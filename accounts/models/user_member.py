"""A user member: a person who holds roles on one iTwin."""

from django.conf import settings
from django.db import models


class UserMember(models.Model):
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="user_members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="user_memberships"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("itwin", "user", name="user_member_is_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.itwin_id}"


class UserMemberRole(models.Model):
    """One role of a member; the order in which roles were given is kept."""

    member = models.ForeignKey(UserMember, models.CASCADE, related_name="role_assignments")
    role = models.ForeignKey("accounts.Role", models.CASCADE, related_name="user_assignments")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "role", name="user_member_holds_a_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} of member {self.member_id}"
