"""A group member: a group that holds roles on one iTwin."""

from django.db import models


class GroupMember(models.Model):
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="group_members")
    group = models.ForeignKey("accounts.Group", models.CASCADE, related_name="memberships")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("itwin", "group", name="group_member_is_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} on {self.itwin_id}"


class GroupMemberRole(models.Model):
    """One role of a group member; the order in which roles were given is kept."""

    member = models.ForeignKey(GroupMember, models.CASCADE, related_name="role_assignments")
    role = models.ForeignKey("accounts.Role", models.CASCADE, related_name="group_assignments")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("member", "role", name="group_member_holds_a_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} of group member {self.member_id}"
