"""Bearer tokens of outside issuers: the entries of TRUSTED_ISSUERS say whose, and what they must say."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt
import orjson
import structlog
from django.conf import settings
from django.core.cache import caches

from accounts.authentication.access_tokens import REQUIRED_SCOPE, Claims
from accounts.authentication.openid_claims import name_claims, text_claim
from accounts.authentication.published_keys import KeyNotFound, published_keys
from accounts.errors import CannotCreatePerson, RequiredScopeMissing, SignInRefused, Unauthorized
from accounts.models import User
from accounts.operations.provider_people import LONGEST_SUBJECT, ProvenPerson, admit
from accounts.queries.people import known_subject
from itwins_site.trusted_issuers import TrustedIssuer

log = structlog.get_logger(__name__)

_MAX_TRUSTED_SECONDS = 60  # within which a token that was checked is not checked again
_REFUSED_SECONDS = 10
_SKEW_SECONDS = 30  # by which the clocks of two machines may differ
_LONGEST_CLIENT_ID = 255
_LONGEST_REASON = 300
_TYPES = {"jwt", "at+jwt", "application/at+jwt"}
_CLIENT_ID_CLAIMS = ("client_id", "azp", "appid", "cid")
# What only other kinds of token have: those about a sign-in, and those about a sign-out.
_CLAIMS_OF_OTHERS = {"at_hash", "c_hash", "events"}
_KINDS_OF_OTHERS = {"ID", "Refresh", "Offline", "Logout"}


@dataclass(frozen=True)
class _Checked:
    """What of a checked token matters to a request."""

    person: ProvenPerson
    client_id: str
    scopes: frozenset[str]


def trusted_issuer_of(token: str) -> TrustedIssuer | None:
    """The entry that a token asks to be checked by; nothing that it says is proven."""
    if not settings.TRUSTED_ISSUERS:
        return None
    try:
        claims = orjson.loads(jwt.utils.base64url_decode(token.split(".")[1]))
        return settings.TRUSTED_ISSUERS.get(claims["iss"])
    except (IndexError, KeyError, TypeError, ValueError):
        return None


def holder_of_trusted_token(token: str, issuer: TrustedIssuer) -> tuple[User, Claims]:
    """Who shows a token of a trusted issuer; raises Unauthorized, RequiredScopeMissing."""
    checked = _allowed(token, issuer)
    user = known_subject(issuer.issuer, checked.person.subject)
    if user is None and issuer.provision:
        user = _admitted(checked.person)
    if user is None or not user.is_active:
        raise Unauthorized
    return user, Claims(
        user_id=str(user.pk),
        client_id=checked.client_id,
        scopes=checked.scopes,
        issuer=issuer.issuer,
    )


def is_of_a_newcomer(token: str, issuer: TrustedIssuer) -> bool:
    """Whether a token of a trusted issuer counts, but means nobody who is here; adds nobody.

    Raises Unauthorized, RequiredScopeMissing.
    """
    subject = _allowed(token, issuer).person.subject
    return known_subject(issuer.issuer, subject) is None


def _allowed(token: str, issuer: TrustedIssuer) -> _Checked:
    checked = _check(token, issuer)
    if REQUIRED_SCOPE not in checked.scopes:
        raise RequiredScopeMissing
    return checked


def _admitted(person: ProvenPerson) -> User:
    """Whoever shows a first token; refused, they are not looked at again for some seconds."""
    cache_key = "newcomer-refused:" + sha256(str(person).encode()).hexdigest()
    if caches["process"].get(cache_key):
        raise Unauthorized
    try:
        return admit(person)
    except (SignInRefused, CannotCreatePerson) as refusal:
        caches["process"].set(cache_key, True, _REFUSED_SECONDS)
        reason = f"{type(refusal).__name__}: {refusal}".removesuffix(": ")
        log.info("newcomer_refused", issuer=person.issuer, subject=person.subject, reason=reason)
        raise Unauthorized from None


def _check(token: str, issuer: TrustedIssuer) -> _Checked:
    # Keyed by the entry as well: a token that was checked by another proves nothing.
    cache_key = "trusted-token:" + sha256(f"{issuer} {token}".encode()).hexdigest()
    checked = caches["process"].get(cache_key)
    if checked is None:
        try:
            claims = _verified(token, issuer)
        except (jwt.PyJWTError, KeyNotFound, TypeError, ValueError) as error:
            reason = f"{type(error).__name__}: {error}"[:_LONGEST_REASON]
            log.info("trusted_token_refused", issuer=issuer.issuer, reason=reason)
            raise Unauthorized from None
        checked = _Checked(_person(claims, issuer), _client_id(claims), _scopes(claims))
        trusted_for = min(_MAX_TRUSTED_SECONDS, int(claims["exp"]) - time.time())
        if trusted_for > 0:
            caches["process"].set(cache_key, checked, trusted_for)
    return checked


def _verified(token: str, issuer: TrustedIssuer) -> dict[str, Any]:
    """The claims of an access token that the issuer signed, for us, and that still counts."""
    header = jwt.get_unverified_header(token)
    algorithm, kind = header.get("alg"), header.get("typ", "JWT")
    if algorithm not in issuer.algorithms:
        raise jwt.InvalidAlgorithmError(f"{algorithm!r} is not allowed")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise jwt.InvalidTokenError(f"{kind!r} is no access token")
    claims = jwt.decode(
        token,
        published_keys(issuer).key(header.get("kid"), algorithm),
        algorithms=[algorithm],
        issuer=issuer.issuer,
        audience=issuer.audience,
        leeway=_SKEW_SECONDS,
        options={"require": ["exp", "iss", "aud", "sub"]},
    )
    _refuse_others(claims)
    return claims


def _refuse_others(claims: Mapping[str, Any]) -> None:
    """Refuses what the issuer signed as something else than a bearer token."""
    if _CLAIMS_OF_OTHERS & claims.keys() or text_claim(claims, "typ") in _KINDS_OF_OTHERS:
        raise jwt.InvalidTokenError("it is no access token")
    if "cnf" in claims:  # it is worth something only with the proof that its holder has a key
        raise jwt.InvalidTokenError("it is bound to a key")
    if not 0 < len(text_claim(claims, "sub")) <= LONGEST_SUBJECT:
        raise jwt.InvalidTokenError("sub is empty or too long")


def _person(claims: Mapping[str, Any], issuer: TrustedIssuer) -> ProvenPerson:
    is_verified = claims.get("email_verified")
    given_name, surname = name_claims(claims)
    return ProvenPerson(
        issuer=issuer.issuer,
        subject=text_claim(claims, "sub"),
        email=text_claim(claims, "email"),
        is_email_verified=is_verified is True or is_verified == "true",
        given_name=given_name,
        surname=surname,
        organization=issuer.organization,
        # RFC 9068, 2.2: without a person, the subject is the application.
        is_service=text_claim(claims, "sub") == _client_id(claims),
    )


def _client_id(claims: Mapping[str, Any]) -> str:
    told = (text_claim(claims, name) for name in _CLIENT_ID_CLAIMS)
    return next((client_id for client_id in told if 0 < len(client_id) <= _LONGEST_CLIENT_ID), "")


def _scopes(claims: Mapping[str, Any]) -> frozenset[str]:
    """The words of `scope`, or of `scp` as others call it: in one text, or listed."""
    told = claims.get("scope", claims.get("scp", ""))
    words = told.split() if isinstance(told, str) else told
    if not isinstance(words, list):
        return frozenset()
    return frozenset(word for word in words if isinstance(word, str))
