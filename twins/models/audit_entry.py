"""Who changed what, when, through what and why; outlives the iTwin it speaks of."""

from django.conf import settings
from django.db import models
from django.db.models import F

from twins.choices import AuditOperation, Channel


class AuditEntry(models.Model):
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel)
    operation = models.CharField(max_length=16, choices=AuditOperation)
    # No foreign key: the entry stays when the iTwin is purged, with its name at that time.
    itwin_id = models.UUIDField()
    itwin_name = models.CharField(max_length=255)
    # {"status": ["Active", "Inactive"]}: wire name to the value before and after.
    changes = models.JSONField(default=dict)
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index("itwin_id", F("at").desc(), name="audit_of_itwin"),
            models.Index(F("at").desc(), name="audit_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.itwin_name}"
