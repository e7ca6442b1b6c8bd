"""Registering applications, which may then ask the issuer for tokens."""

import secrets
from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.models import Application, ApplicationKind, Organization, User
from accounts.operations.people import create_person

_GRANTS = {
    ApplicationKind.SERVICE: Application.GRANT_CLIENT_CREDENTIALS,
}
# Who can keep a secret; what runs in a browser or on somebody's desk cannot.
_CONFIDENTIAL = {ApplicationKind.SERVICE, ApplicationKind.WEB}


@transaction.atomic
def register_application(
    *,
    name: str,
    kind: ApplicationKind,
    by: User | None,
    redirect_uris: Iterable[str] = (),
    sign_out_uris: Iterable[str] = (),
    organization: Organization | None = None,
    client_id: str = "",
    secret: str = "",
    service_email: str = "",
    service_member_id: UUID | None = None,
    is_trusted: bool = False,
) -> tuple[Application, str]:
    """Adds an application; returns it with its secret, which nobody can read again.

    A service gets a member of its own in `organization`, who can be given roles like a person.
    A public application (single-page, native) has no secret: it is empty. One that is trusted
    asks nobody for consent.
    """
    client_id = client_id or f"{kind.value.lower()}-{secrets.token_hex(12)}"
    is_confidential = kind in _CONFIDENTIAL
    # URL-safe: clients disagree on how to encode anything else in a Basic header (RFC 6749, 2.3.1).
    secret = (secret or secrets.token_urlsafe(48)) if is_confidential else ""
    is_service = kind == ApplicationKind.SERVICE
    application = Application.objects.create(
        name=name,
        kind=kind,
        user=by,
        organization=organization,
        service_member=(
            create_person(  # nobody can sign in as them
                email=service_email or _address_of(client_id),
                given_name=name[:150],
                organization=organization,
                user_id=service_member_id,
            )
            if is_service
            else None
        ),
        client_id=client_id,
        client_secret=secret,
        client_type=(
            Application.CLIENT_CONFIDENTIAL if is_confidential else Application.CLIENT_PUBLIC
        ),
        authorization_grant_type=_GRANTS.get(kind, Application.GRANT_AUTHORIZATION_CODE),
        redirect_uris=" ".join(redirect_uris),
        post_logout_redirect_uris=" ".join(sign_out_uris),
        algorithm=Application.NO_ALGORITHM if is_service else Application.RS256_ALGORITHM,
        skip_authorization=is_trusted,
    )
    return application, secret


def _address_of(client_id: str) -> str:
    """An address by which a service can be found and added; no mail arrives there."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    is_name = any(letter.isalpha() for letter in host) and ":" not in host
    return f"{client_id}@apps.{host if is_name else 'localhost'}"
