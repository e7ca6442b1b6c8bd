"""A recent: when one person last used an iTwin."""

from django.conf import settings
from django.db import models
from django.db.models import F


class Recent(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recents")
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="recents")
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "itwin", name="recent_is_kept_once"),
        ]
        indexes = [models.Index("user", F("used_at").desc(), F("id").desc(), name="recent_latest")]

    def __str__(self) -> str:
        return f"{self.user_id} used {self.itwin_id}"
