"""Links that let people accept an invitation: whoever has one can read the mail of its address."""

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts.models import Invitation

_PURPOSE = "accounts.invitation"


def invitation_link(invitation: Invitation) -> str:
    token = _token(invitation)
    return settings.PUBLIC_URL + reverse("accounts:invitation", args=[invitation.pk, token])


def is_token_of(invitation: Invitation, token: str) -> bool:
    return constant_time_compare(token, _token(invitation))


def _token(invitation: Invitation) -> str:
    # How long it works is the invitation's own matter, not that of the signature.
    return Signer(salt=_PURPOSE).signature(f"{invitation.pk} {invitation.email_folded}")
