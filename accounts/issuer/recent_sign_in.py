"""Whether a person signed in lately enough for what an application asks (prompt=login, max_age)."""

import time
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from accounts.authentication.session_start import signed_in_at
from accounts.issuer.authorization_requests import AuthorizationRequest

# When the application's request came first, in the address that the sign-in leads back to. It is
# signed, so that an application cannot say by itself that a person was asked.
_ASKED_AT = "asked_at"
_SALT = "accounts.issuer.asked_at"
_SECONDS_TO_SIGN_IN = 15 * 60


def is_recent_enough(request: HttpRequest, asked: AuthorizationRequest) -> bool:
    """Whether the sign-in of this session came after it was asked for, or is young enough."""
    asked_at = moment_asked(asked.parameters)
    if asked_at is not None and signed_in_at(request) >= asked_at:
        return True
    max_age = asked.parameters.get("max_age")
    is_too_old = max_age is not None and time.time() - signed_in_at(request) > int(max_age)
    return "login" not in asked.prompts and not is_too_old


def address_to_come_back_to(asked: AuthorizationRequest) -> str:
    """The request again, with the moment in it if it matters when the person signed in."""
    parameters = dict(asked.parameters)
    if "login" in asked.prompts or "max_age" in parameters:
        parameters[_ASKED_AT] = signing.dumps(time.time(), salt=_SALT)
    return f"{reverse('oauth2_provider:authorize')}?{urlencode(parameters)}"


def must_sign_in_again(request: HttpRequest, parameters: dict[str, str]) -> bool:
    """Whether an application asked for a sign-in that has not happened yet with this session."""
    asked_at = moment_asked(parameters)
    return asked_at is not None and signed_in_at(request) < asked_at


def moment_asked(parameters: dict[str, str]) -> float | None:
    try:
        return float(
            signing.loads(parameters.get(_ASKED_AT, ""), salt=_SALT, max_age=_SECONDS_TO_SIGN_IN)
        )
    except signing.BadSignature:
        return None
