"""A transfer: what support staff move between Accounts and organizations, planned before it is run.

It outlives the iTwins it speaks of, so they are named by id.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class TransferKind(models.TextChoices):
    """The four primitives that everything is built from."""

    MOVE_ITWINS = "MoveITwins", "Move iTwins"
    MOVE_ACCOUNT = "MoveAccount", "Move an Account"
    MOVE_USERS = "MoveUsers", "Move people"
    RETIRE_ACCOUNT = "RetireAccount", "Retire an Account"


class TransferState(models.TextChoices):
    DRAFT = "Draft"
    CHECKED = "Checked"
    AWAITING_APPROVAL = "AwaitingApproval", "Awaiting approval"
    READY = "Ready"
    RUNNING = "Running"
    DONE = "Done"
    UNDONE = "Undone"
    FAILED = "Failed"  # and nothing was changed
    EXPIRED = "Expired"


class Transfer(models.Model):
    kind = models.CharField(max_length=16, choices=TransferKind)
    state = models.CharField(max_length=16, choices=TransferState, default=TransferState.DRAFT)
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="undoings"
    )

    # What is asked for; which of these depends on the kind.
    roots = models.JSONField(default=list, blank=True)  # ids of iTwins, each moved with all below
    people = models.JSONField(default=list, blank=True)  # ids of users
    account_id = models.UUIDField(null=True, blank=True)
    parent_id = models.UUIDField(null=True, blank=True)
    organization = models.ForeignKey(
        "accounts.Organization", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # {"NUMBER_CLASH": "rename", "ROLE_MISSING:<role id>": "copy"}: one for all, or one alone.
    decisions = models.JSONField(default=dict, blank=True)

    # What the last check found: its findings and counts, over rows that had this fingerprint.
    is_crossing = models.BooleanField(default=False)
    findings = models.JSONField(default=list, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    # What running it did, or would have done: row counts and whose access changes how.
    report = models.JSONField(default=dict, blank=True)
    dry_run_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    ticket = models.CharField(max_length=255, blank=True)
    reason = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    run_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="transfer_is_approved_by_a_second_person",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
            ),
        ]
        indexes = [models.Index("state", "id", name="transfer_in_state")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people and tickets call it."""
        return f"T-{self.pk:04d}"
