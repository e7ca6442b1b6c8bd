"""An owner: a person with full power over one iTwin."""

from django.conf import settings
from django.db import models


class OwnerMember(models.Model):
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="owner_members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="owner_memberships"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("itwin", "user", name="owner_member_is_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} owns {self.itwin_id}"
