"""Registering applications, which may then ask the issuer for tokens; changing and removing them."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from oauth2_provider.models import RefreshToken

from accounts.errors import ApplicationChanged, ApplicationNotFound, CannotRegisterApplication
from accounts.models import Application, ApplicationKind, Organization, User
from accounts.operations.access_tokens import end_tokens_of_application
from accounts.operations.people import create_person, service_email_at
from accounts.queries.redirect_addresses import problems_of

log = structlog.get_logger(__name__)

MOST_APPLICATIONS = 50
LONGEST_NAME = 255
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
    asks nobody for consent. Raises CannotRegisterApplication.
    """
    kind = ApplicationKind(kind)
    is_service = kind == ApplicationKind.SERVICE
    name, addresses = usable_name(name), _usable_addresses(redirect_uris, sign_out_uris, kind)
    if is_service and organization is not None:
        _refuse_too_many_services(organization)
    elif not is_service and by is not None:
        _refuse_too_many_of(by)
    client_id = client_id or new_client_id(kind)
    is_confidential = kind in _CONFIDENTIAL
    secret = (secret or _new_secret()) if is_confidential else ""
    application = Application.objects.create(
        name=name,
        kind=kind,
        user=by,
        organization=organization,
        service_member=(
            _service_member(
                name,
                service_email or service_email_at(settings.PUBLIC_URL, client_id),
                organization,
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
        redirect_uris=addresses[0],
        post_logout_redirect_uris=addresses[1],
        algorithm=Application.NO_ALGORITHM if is_service else Application.RS256_ALGORITHM,
        skip_authorization=is_trusted,
    )
    log.info("application registered", client_id=client_id, by=by and str(by.pk))
    return application, secret


@transaction.atomic
def change_application(
    *,
    application: Application,
    name: str,
    redirect_uris: Iterable[str],
    sign_out_uris: Iterable[str],
    by: User,
    seen_at: datetime | None = None,
) -> Application:
    """Gives an application another name and other addresses.

    One that was trusted is so no more when codes may go elsewhere: support staff looked at the
    former addresses. Raises CannotRegisterApplication, ApplicationNotFound when it was removed,
    and ApplicationChanged when it is not as it was at `seen_at`.
    """
    held = _hold(application, seen_at)
    name = usable_name(name)
    addresses = _usable_addresses(redirect_uris, sign_out_uris, ApplicationKind(held.kind))
    goes_elsewhere = not set(addresses[0].split()) <= set(held.redirect_uris.split())
    held.name = name
    held.redirect_uris, held.post_logout_redirect_uris = addresses
    held.skip_authorization = held.skip_authorization and not goes_elsewhere
    held.save(
        update_fields=[
            *("name", "redirect_uris", "post_logout_redirect_uris", "skip_authorization"),
            "updated",
        ]
    )
    User.objects.filter(service_application=held).update(given_name=_given_name(name))
    log.info("application changed", client_id=held.client_id, by=str(by.pk))
    return held


@transaction.atomic
def renew_secret(
    *,
    application: Application,
    by: User,
    ends_tokens: bool = False,
    seen_at: datetime | None = None,
) -> str:
    """Makes a new secret, which nobody can read again; the old one stops at once.

    Tokens that were issued count on, so that a secret can be changed while a service works,
    unless `ends_tokens` says that somebody may have got hold of it.
    """
    held = _hold(application, seen_at)
    if held.client_type != Application.CLIENT_CONFIDENTIAL:
        raise CannotRegisterApplication("An application of this kind has no secret.")
    secret = held.client_secret = _new_secret()
    held.save(update_fields=["client_secret", "updated"])
    if ends_tokens:
        end_tokens_of_application(held)
    log.info("application secret renewed", client_id=held.client_id, by=str(by.pk))
    return secret


@transaction.atomic
def trust_application(*, application: Application, is_trusted: bool) -> None:
    """Lets an application act for people without their consent, or no longer."""
    held = _hold(application)
    held.skip_authorization = is_trusted
    held.save(update_fields=["skip_authorization", "updated"])


@transaction.atomic
def remove_application(*, application: Application, by: User, reason: str = "") -> None:
    """Takes an application away, and with it, at once, all that it may do.

    The member of a service stays, inactive: memberships, what it did and what it made point at it.
    Raises ApplicationNotFound when it was removed meanwhile.
    """
    # Tokens first, as whoever exchanges one of them: they hold it before they ask for us.
    tokens = RefreshToken.objects.select_for_update().filter(application=application)
    list(tokens.order_by("pk").values_list("pk", flat=True))
    held = Application.objects.select_for_update(of=("self",)).filter(pk=application.pk).first()
    if held is None:
        raise ApplicationNotFound
    User.objects.filter(service_application=held).update(
        is_active=False,
        issuer="",  # nor do tokens of another issuer act as it
        subject="",
    )
    held.delete()
    log.info("application removed", client_id=held.client_id, by=str(by.pk), reason=reason)


def new_client_id(kind: ApplicationKind, random: str = "") -> str:
    return f"{kind.value.lower()}-{random or secrets.token_hex(12)}"


def usable_name(name: str) -> str:
    """A name as it is kept; raises CannotRegisterApplication when it is none.

    People are asked whether they let it in: what cannot be seen could make them read another.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise CannotRegisterApplication(f"A name has from 1 to {LONGEST_NAME} characters.")
    if not name.isprintable():
        raise CannotRegisterApplication("A name has only characters that can be seen.")
    return name


def _usable_addresses(
    redirect_uris: Iterable[str], sign_out_uris: Iterable[str], kind: ApplicationKind
) -> tuple[str, str]:
    given = [list(dict.fromkeys(addresses)) for addresses in (redirect_uris, sign_out_uris)]
    problems = [problem for addresses in given for problem in problems_of(addresses, kind=kind)]
    if problems:
        raise CannotRegisterApplication(" ".join(problems))
    return " ".join(given[0]), " ".join(given[1])


def _refuse_too_many_of(person: User) -> None:
    """Holds the person, so that nobody registers one more of theirs beside us."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    theirs = Application.objects.filter(user=person.pk).exclude(kind=ApplicationKind.SERVICE)
    if theirs.count() >= MOST_APPLICATIONS:
        raise CannotRegisterApplication(
            f"You have {MOST_APPLICATIONS} applications, which is the most. Remove one first."
        )


def _refuse_too_many_services(organization: Organization) -> None:
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    services = Application.objects.filter(organization=organization, kind=ApplicationKind.SERVICE)
    if services.count() >= MOST_APPLICATIONS:
        raise CannotRegisterApplication(
            f"Your organization has {MOST_APPLICATIONS} services, which is the most."
            " Remove one first."
        )


def _hold(application: Application, seen_at: datetime | None = None) -> Application:
    """The application as it is now; whoever else would change it waits."""
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    held = rows.filter(pk=application.pk).first()
    if held is None:
        raise ApplicationNotFound
    if seen_at is not None and held.updated != seen_at:
        raise ApplicationChanged
    return held


def _new_secret() -> str:
    # URL-safe: clients disagree on how to encode anything else in a Basic header (RFC 6749, 2.3.1).
    return secrets.token_urlsafe(48)


def _service_member(
    name: str, email: str, organization: Organization | None, *, user_id: UUID | None
) -> User:
    """Whom a service acts as; nobody can sign in as them."""
    return create_person(
        email=email,
        given_name=_given_name(name),
        organization=organization,
        is_service=True,
        user_id=user_id,
    )


def _given_name(name: str) -> str:
    return name[:150]
