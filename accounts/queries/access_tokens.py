"""Who an access token speaks for, as long as it counts."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Exists, Max
from oauth2_provider.models import AccessToken

from accounts.models import User


def bearer_of(token: str, *, user_id: UUID | str) -> User | None:
    """The active person of a token that was not revoked; its signature is checked elsewhere."""
    checksum = sha256(token.encode()).hexdigest()
    counts = Exists(AccessToken.objects.filter(token_checksum=checksum))
    return User.objects.filter(counts, pk=user_id, is_active=True).first()


def known_subject(issuer: str, subject: str) -> User | None:
    """Whom an outside issuer means by a subject, active or not."""
    known = User.objects.filter(issuer=issuer, subject=subject)
    return known.exclude(subject="").first()  # which is what the index is made of


def last_expiry() -> datetime | None:
    """When the last of the tokens that count is over; None if there are none."""
    return AccessToken.objects.aggregate(last=Max("expires"))["last"]
