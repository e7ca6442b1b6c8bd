"""The access tokens that count: one without its row here opens nothing, however well it is signed."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction
from oauth2_provider.models import AccessToken, Grant, RefreshToken, set_token_value

from accounts.models import Application, User


def record_access_token(token: str, *, user: User, scope: str, expires_at: datetime) -> None:
    """Lets a token count that was made without an application, by a command of ours.

    The issuer records its own. Only a checksum of the token is kept.
    """
    row = AccessToken(user=user, scope=scope, expires=expires_at)
    set_token_value(row, token)
    row.save()


@transaction.atomic
def revoke_tokens_of(user: User) -> None:
    """Ends, at once, whatever applications and commands may do as a person.

    API tokens stay: a person made each of them on purpose, and revokes each.
    """
    RefreshToken.objects.filter(user=user, revoked__isnull=True).update(revoked=datetime.now(UTC))
    AccessToken.objects.filter(user=user).delete()


@transaction.atomic
def end_tokens_at(application: Application, *, person_id: UUID) -> None:
    """Ends, at once, what an application may do as a person; what they allowed it stays allowed."""
    theirs = {"user_id": person_id, "application": application}
    Grant.objects.filter(**theirs).delete()
    RefreshToken.objects.filter(**theirs, revoked__isnull=True).update(revoked=datetime.now(UTC))
    AccessToken.objects.filter(**theirs).delete()
