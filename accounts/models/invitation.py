"""An invitation: roles, ownership or a group's membership, waiting for a person to accept."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.choices import InvitationStatus


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> Self:
        """What can still be accepted: an invitation ends on time, whenever that is marked."""
        return self.filter(status=InvitationStatus.PENDING, expires_at__gt=timezone.now())

    def to_members(self) -> Self:
        """Those that offer roles or ownership on an iTwin."""
        return self.filter(group__isnull=True)

    def addressed_to(self, email: str) -> Self:
        return self.filter(email_folded=email.lower())


class Invitation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="invitations")
    # Of an Account's group; a member invitation has none.
    group = models.ForeignKey(
        "accounts.Group", models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    email = models.EmailField("e-mail", max_length=254)  # as it was sent
    email_folded = models.CharField(max_length=254, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sent_invitations"
    )
    makes_owner = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    status = models.CharField(
        max_length=9, choices=InvitationStatus, default=InvitationStatus.PENDING
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="invitation_to_a_group_makes_no_owner",
                condition=Q(group__isnull=True) | Q(makes_owner=False),
            ),
        ]
        indexes = [
            models.Index("itwin", "created_at", "id", name="invitation_of_itwin"),
            models.Index("email_folded", "status", name="invitation_of_email"),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.itwin_id}"


class InvitationRole(models.Model):
    """One role that accepting gives, in the order asked for."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="role_offers")
    role = models.ForeignKey("accounts.Role", models.CASCADE, related_name="offers")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("invitation", "role", name="invitation_offers_a_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} by {self.invitation_id}"
