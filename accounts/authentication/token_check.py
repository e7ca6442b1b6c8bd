"""Why the API takes a token or refuses it, for whoever holds one and got a 401."""

from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
from django.conf import settings
from django.http import HttpRequest

from accounts.authentication.access_tokens import REQUIRED_SCOPE
from accounts.authentication.bearer import LONGEST_TOKEN, BearerAuthentication
from accounts.authentication.trusted_issuers import is_of_a_newcomer, trusted_issuer_of
from accounts.errors import RequiredScopeMissing
from accounts.models import ApiToken
from accounts.queries.api_tokens import checksum_of, is_api_token, is_well_formed, may_come_from
from itwins_site.client_address import client_address
from itwins_site.wire.errors import ApiError

_ALLOWS = {True: "It reads what {} may see.", False: "It does what {} may do."}


@dataclass(frozen=True)
class Verdict:
    """Whether a token works from here, and in a sentence or two what to do if not."""

    works: bool
    words: str


def verdict_on(text: str, request: HttpRequest) -> Verdict:
    """What the API would say to whoever sends the request, if they showed this token."""
    word, _, rest = text.strip().partition(" ")
    text = rest.strip() if word.lower() == "bearer" else text.strip()
    if not text:
        return Verdict(False, "Paste a token first.")
    if is_api_token(text):
        return _of_an_api_token(text, client_address(request))
    return _of_an_access_token(text, request)


def _of_an_api_token(text: str, address: str | None) -> Verdict:
    if not is_well_formed(text):
        return Verdict(False, "A part of it is missing or was changed. Copy all of it again.")
    token = ApiToken.objects.filter(checksum=checksum_of(text)).select_related("user").first()
    if token is None:
        return Verdict(
            False, "It was not made here, or it was deleted. Create another on this page."
        )
    wrong = _what_is_wrong_with(token, address)
    if wrong:
        return Verdict(False, wrong)
    allows = _ALLOWS[token.is_read_only].format(token.user.display_name)
    return Verdict(True, f"{allows} It expires on {_day(token.expires_at)}.")


def _what_is_wrong_with(token: ApiToken, address: str | None) -> str:
    if token.revoked_at is not None:
        return f"It was revoked on {_day(token.revoked_at)}. Create another on this page."
    if token.expires_at <= datetime.now(UTC):
        return f"It expired on {_day(token.expires_at)}. Create another on this page."
    if not token.user.is_active:
        return "Its person is no longer active here. Ask whoever runs this registry."
    if not may_come_from(token, address):
        return f"It works only from {token.networks}, and you are at {address or 'no address'}."
    return ""


def _of_an_access_token(text: str, request: HttpRequest) -> Verdict:
    try:
        claims = jwt.decode(text, options={"verify_signature": False})
    except jwt.PyJWTError:
        return Verdict(False, "This is no token: a part is missing, or it is something else.")
    shown: Any = copy(request)
    shown.META = request.META | {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    try:
        if newcomer := _of_a_newcomer(text):
            return newcomer
        person, _ = BearerAuthentication().authenticate(shown)
    except RequiredScopeMissing:
        return Verdict(False, f"It lacks the scope {REQUIRED_SCOPE}. Ask for it with that scope.")
    except ApiError:
        return Verdict(False, _why_not(claims))
    return Verdict(True, _ALLOWS[False].format(person.display_name))


def _of_a_newcomer(text: str) -> Verdict | None:
    """Of a token that means nobody who is here: a use of it could add them, a check does not."""
    issuer = trusted_issuer_of(text) if len(text) <= LONGEST_TOKEN else None
    if issuer is None or not is_of_a_newcomer(text, issuer):
        return None
    if issuer.provision:
        words = "It means nobody who is here so far: its first use adds them, unless their address or organization speaks against it."
        return Verdict(True, words)
    return Verdict(
        False, "It means nobody who is here. Ask whoever runs this registry to let them in."
    )


def _why_not(claims: dict[str, Any]) -> str:
    """The likeliest reason, from what the token says of itself; nobody has vouched for that."""
    expires = claims.get("exp")
    if isinstance(expires, int | float) and expires <= datetime.now(UTC).timestamp():
        return "It has expired. Ask for a new one."
    issuer = str(claims.get("iss", ""))
    if issuer in settings.TRUSTED_ISSUERS:
        return (
            f"It was issued by {issuer}, which this registry trusts, but is no access token for it,"
            " somebody else signed it, or its person is no longer active here."
            " Ask whoever runs this registry: the log tells which."
        )
    if issuer != settings.ISSUER:
        others = ", ".join(settings.TRUSTED_ISSUERS)
        trusts = f"; it also trusts {others}" if others else ""
        return (
            f"It was issued by {issuer[:200] or 'nobody'}."
            f" The issuer of this registry is {settings.ISSUER}{trusts}."
        )
    return "It was revoked, its person is gone, or somebody else signed it. Ask for a new one."


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"
