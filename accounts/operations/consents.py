"""What people let applications do in their name: given on the issuer's page, taken back on another."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from accounts.models import Application, Consent, User


@transaction.atomic
def give_consent(*, user: User, application: Application, scopes: Iterable[str]) -> Consent:
    """Remembers what a person said yes to, beside what they had said yes to before."""
    consent, _ = Consent.objects.select_for_update().get_or_create(
        user=user, application=application, defaults={"scope": ""}
    )
    consent.scope = " ".join(sorted({*consent.scope.split(), *scopes}))
    consent.save()
    return consent


@transaction.atomic
def withdraw_consent(*, user: User, application: Application) -> None:
    """Forgets a person's consent and ends, at once, what the application may do as them."""
    Consent.objects.filter(user=user, application=application).delete()
    theirs = {"user": user, "application": application}
    Grant.objects.filter(**theirs).delete()
    RefreshToken.objects.filter(**theirs, revoked__isnull=True).update(revoked=datetime.now(UTC))
    AccessToken.objects.filter(**theirs).delete()
