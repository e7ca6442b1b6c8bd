"""The claims of a provider, read with caution: they are written elsewhere."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from accounts.errors import ProofRefused
from accounts.operations.provider_people import LONGEST_SUBJECT, ProvenPerson
from itwins_site.wire.request_bodies import is_storable

_LONGEST_NAME = 150


def proven_person(claims: Mapping[str, Any]) -> ProvenPerson:
    """Who the verified claims speak of; raises ProofRefused when they name nobody."""
    subject = text_claim(claims, "sub")
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ProofRefused("sub is missing or too long")
    given_name, surname = name_claims(claims)
    return ProvenPerson(
        issuer=claims["iss"],
        subject=subject,
        email=text_claim(claims, "email"),
        is_email_verified=_is_email_verified(claims),
        given_name=given_name,
        surname=surname,
        organization=_organization(claims),
        groups=_groups(claims.get(settings.OIDC_GROUPS_CLAIM)),
    )


def text_claim(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.strip() if isinstance(value, str) and is_storable(value) else ""


def name_claims(claims: Mapping[str, Any]) -> tuple[str, str]:
    """Given name and surname; where neither is told, the whole name stands as the given one."""
    given_name, surname = text_claim(claims, "given_name"), text_claim(claims, "family_name")
    if not given_name and not surname:
        given_name = text_claim(claims, "name")
    return given_name[:_LONGEST_NAME], surname[:_LONGEST_NAME]


def _is_email_verified(claims: Mapping[str, Any]) -> bool:
    said = claims.get("email_verified")
    if said is None:  # some providers never say it
        return settings.OIDC_TRUST_EMAIL
    return said is True or said == "true"


def _organization(claims: Mapping[str, Any]) -> str:
    claimed = text_claim(claims, settings.OIDC_ORGANIZATION_CLAIM)
    return claimed or settings.OIDC_ORGANIZATION


def _groups(claimed: Any) -> tuple[str, ...] | None:
    """The names of directory groups; None when the provider does not tell any."""
    if isinstance(claimed, str):
        return (claimed,)
    return tuple(claimed) if isinstance(claimed, list) else None
