"""An export: a list of iTwins too long for pages, written to a file in the background."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from twins.choices import ExportFormat, ExportStatus, QueryScope

UNFINISHED = (ExportStatus.QUEUED, ExportStatus.IN_PROGRESS)


class Export(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    # What was asked for, word by word.
    output_format = models.CharField(max_length=16, choices=ExportFormat)
    query_scope = models.CharField(max_length=32, choices=QueryScope)
    sub_class = models.TextField(null=True, blank=True)  # noqa: DJ001 -- null on the wire
    select = models.TextField(null=True, blank=True)  # noqa: DJ001
    filter = models.TextField(null=True, blank=True)  # noqa: DJ001
    include_inactive = models.BooleanField(default=False)

    # Who asked, through which application, and what they might see then: an administrator all of
    # these Accounts, everybody else the iTwins of ExportRight.
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports")
    client_id = models.CharField(max_length=255)
    account_ids = models.JSONField(default=list)

    status = models.CharField(max_length=16, choices=ExportStatus, default=ExportStatus.QUEUED)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    # Name of the finished file in the storage; empty before, and once it is deleted.
    file_name = models.CharField(max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField(null=True, blank=True)

    # The lease of the worker that writes it; one that was killed stops renewing it. Before there
    # is a worker it says until when one is expected.
    worker = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            # The contract's quota, kept by the database: of two requests at once one is refused.
            models.UniqueConstraint(
                "created_by",
                name="export_is_the_only_unfinished_one",
                condition=Q(status__in=UNFINISHED),
            ),
        ]
        indexes = [
            models.Index("created_by", F("created_at").desc(), name="export_latest_of_user"),
            models.Index(
                "leased_until", name="export_to_finish", condition=Q(status__in=UNFINISHED)
            ),
            models.Index("completed_at", name="export_file_to_delete", condition=~Q(file_name="")),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.output_format} export of {self.created_by_id}"


class ExportRight(models.Model):
    """An iTwin that whoever asked for an export might see at that moment, as a member."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="rights")
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("export", "itwin", name="export_right_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.export_id} may hold {self.itwin_id}"
