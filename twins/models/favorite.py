"""A favorite: an iTwin that one person has starred."""

from django.conf import settings
from django.db import models
from django.db.models import F


class Favorite(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favorites")
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="favorites")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("user", "itwin", name="favorite_is_starred_once"),
        ]
        indexes = [
            models.Index("user", F("created_at").desc(), F("id").desc(), name="favorite_latest")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} stars {self.itwin_id}"
