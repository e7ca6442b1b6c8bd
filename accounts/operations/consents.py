"""What people let applications do in their name: given on the issuer's page, taken back on another."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import Application, Consent, User
from accounts.operations.access_tokens import end_tokens_at


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
    end_tokens_at(application, person_id=user.pk)
