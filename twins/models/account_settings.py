"""What the administrators of an organization decided for one of its Accounts."""

from django.conf import settings
from django.db import models

from twins.choices import CreationAuthPolicy


class AccountSettings(models.Model):
    account = models.OneToOneField(
        "twins.ITwin", models.CASCADE, primary_key=True, related_name="account_settings"
    )
    creation_auth_policy = models.CharField(
        max_length=16, choices=CreationAuthPolicy, default=CreationAuthPolicy.RBAC_PERMISSION
    )
    last_modified_at = models.DateTimeField()
    last_modified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "account settings"

    def __str__(self) -> str:
        return f"{self.account_id}: {self.creation_auth_policy}"
