"""A job: many changes of an iTwin's members, made in the background."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.choices import JobStatus


class ITwinJob(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="jobs")
    actions = models.JSONField()
    status = models.CharField(max_length=16, choices=JobStatus, default=JobStatus.ACTIVE)
    errors = models.JSONField(default=list)
    # Kept with what each entry changes: whoever resumes a job repeats none.
    entries_done = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    # The lease of the worker that runs it; one that was killed stops renewing it. Before there is
    # a worker it says until when one is expected.
    worker = models.CharField(max_length=64, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "iTwin job"
        indexes = [
            models.Index(
                "leased_until", name="itwin_job_to_finish", condition=Q(status=JobStatus.ACTIVE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} job of {self.itwin_id}"
