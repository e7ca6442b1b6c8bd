"""What each person sees as a member: derived, and written by one file alone.

The truth is in owners, user members and group members; the writer is
accounts/operations/visibility.py. The copies are the keys that lists filter and order by, so that
a page is found in one index.
"""

from django.conf import settings
from django.db import models


class VisibleITwin(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="visible_rows")
    account = models.ForeignKey("twins.ITwin", models.PROTECT, related_name="+")
    sub_class = models.CharField(max_length=11)
    status = models.CharField(max_length=8)
    display_name = models.CharField(max_length=255)
    number_folded = models.CharField(max_length=1020)
    display_name_folded = models.CharField(max_length=1020)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "visible iTwin"
        constraints = [
            models.UniqueConstraint("user", "itwin", name="visible_itwin_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} sees {self.itwin_id}"
