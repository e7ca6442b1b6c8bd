"""An Account, seen from the organization that owns it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from twins.choices import SubClass
from twins.models import ITwin


class AccountManager(models.Manager["Account"]):
    def get_queryset(self) -> models.QuerySet["Account"]:
        return super().get_queryset().filter(sub_class=SubClass.ACCOUNT)


class Account(ITwin):
    """The iTwin that is the root of a hierarchy."""

    objects = AccountManager()  # type: ignore[misc,assignment]

    class Meta:
        proxy = True


class AccountOwnership(models.Model):
    """Whose an Account is: an organization's, or (a personal Account) one person's."""

    account = models.OneToOneField(
        ITwin, models.CASCADE, primary_key=True, related_name="ownership"
    )
    organization = models.ForeignKey(
        "accounts.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="account_ownerships",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="personal_account_ownership",
    )
    is_primary = models.BooleanField("primary", default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_has_one_kind_of_owner",
                condition=Q(organization__isnull=True, user__isnull=False, is_primary=True)
                | Q(organization__isnull=False, user__isnull=True),
            ),
            models.UniqueConstraint(
                "organization",
                name="organization_has_one_primary_account",
                condition=Q(is_primary=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} of {self.organization_id or self.user_id}"
