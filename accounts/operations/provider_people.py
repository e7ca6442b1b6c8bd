"""People who sign in at an outside provider: known by its issuer and subject, never by address."""

import re
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.errors import (
    AddressNotTold,
    AddressNotVerified,
    AddressTaken,
    CannotCreatePerson,
    OrganizationUnknown,
    PersonInactive,
    ServiceCannotSignIn,
)
from accounts.models import Organization, User
from accounts.operations.directory_groups import sync_directory_groups
from accounts.operations.people import create_person, service_email_at, usable_email
from accounts.operations.sign_in import accept_invitations_of
from accounts.operations.sign_out import sign_out_everywhere
from itwins_site.wire.guids import parse_guid

LONGEST_SUBJECT = 255


@dataclass(frozen=True)
class ProvenPerson:
    """Somebody as the provider proved them; what it did not tell is empty."""

    issuer: str
    subject: str
    email: str = ""
    is_email_verified: bool = False
    given_name: str = ""
    surname: str = ""
    organization: str = ""  # its name or id
    groups: tuple[str, ...] | None = None  # None: the provider tells no groups
    is_service: bool = False  # it speaks for an application itself, not for a person


def welcome(proven: ProvenPerson) -> User:
    """The person, added at their first sign-in and kept as the provider tells them since.

    Raises SignInRefused; nothing is changed then.
    """
    try:
        user, has_new_address = _known_or_new(proven)
    except (IntegrityError, CannotCreatePerson):  # a second sign-in of the person was faster
        user, has_new_address = _known_or_new(proven)
    if has_new_address:
        accept_invitations_of(user)
    if proven.groups is not None:
        sync_directory_groups(user, proven.groups)
    return user


def admit(proven: ProvenPerson) -> User:
    """Whoever shows a first access token of a trusted issuer, added.

    One whose address is not proven, and every service, gets an address at which no mail arrives:
    it is never that of somebody who is here already. Raises SignInRefused.
    """
    if proven.email and proven.is_email_verified and not proven.is_service:
        return welcome(proven)
    try:
        return _known_or_unaddressed(proven)
    except (IntegrityError, CannotCreatePerson):  # a second token was faster
        return _known_or_unaddressed(proven)


@transaction.atomic
def release_sign_in(user: User) -> None:
    """Ends the ways in which a person signs in: a verified sign-in with their address is theirs.

    Of a service it ends what an outside issuer may do as it, for good.
    """
    user.issuer = user.subject = ""
    user.set_unusable_password()
    user.save(update_fields=["issuer", "subject", "password"])
    sign_out_everywhere(user)


@transaction.atomic
def _known_or_new(proven: ProvenPerson) -> tuple[User, bool]:
    """The person, and whether the provider has just proved an address of theirs."""
    people = User.objects.select_for_update(no_key=True)
    known = people.filter(issuer=proven.issuer, subject=proven.subject).first()
    if known is not None:
        return known, _follow(known, proven)
    _refuse_unusable(proven.email)
    if not proven.is_email_verified:
        raise AddressNotVerified
    organization = _organization(proven)
    if organization is None and proven.organization:
        raise OrganizationUnknown(proven.organization)
    same_address = people.filter(email__iexact=proven.email).first()
    if same_address is None:
        return _add(proven, organization), True
    if (same_address.issuer, same_address.subject) == (proven.issuer, proven.subject):
        # A second sign-in of theirs was faster, since we looked.
        return same_address, _follow(same_address, proven)
    if not _may_take(same_address, organization):
        raise AddressTaken
    same_address.issuer, same_address.subject = proven.issuer, proven.subject
    _follow(same_address, proven)
    same_address.save(update_fields=["issuer", "subject"])
    return same_address, True


@transaction.atomic
def _known_or_unaddressed(proven: ProvenPerson) -> User:
    known = User.objects.filter(issuer=proven.issuer, subject=proven.subject).first()
    if known is not None:
        return known
    organization = _organization(proven)
    if organization is None and proven.organization:
        raise OrganizationUnknown(proven.organization)
    return _add(replace(proven, email=_address_of(proven)), organization)


def _address_of(proven: ProvenPerson) -> str:
    """By which somebody without an address can be found; the digest keeps two apart for certain."""
    digest = sha256(f"{proven.issuer} {proven.subject}".encode()).hexdigest()[:12]
    readable = re.sub(r"[^a-z0-9]+", "-", proven.subject.lower())[:40].strip("-")
    return service_email_at(proven.issuer, f"{readable}-{digest}".lstrip("-"))


def _may_take(person: User, organization: Organization | None) -> bool:
    """Whether a provider that proved a person's address may sign in as that person from now on."""
    if person.is_staff or person.is_service or person.subject:
        return False
    if person.organization_id is None:
        return not person.has_usable_password()
    return organization is not None and person.organization_id == organization.pk


def _refuse_unusable(email: str) -> None:
    try:
        usable_email(email)
    except CannotCreatePerson as refusal:
        raise AddressNotTold(str(refusal)) from None


def _add(proven: ProvenPerson, organization: Organization | None) -> User:
    user = create_person(
        email=proven.email,
        organization=organization,
        is_service=proven.is_service,
        given_name=proven.given_name,
        surname=proven.surname,
    )
    user.issuer, user.subject = proven.issuer, proven.subject
    user.save(update_fields=["issuer", "subject"])
    return user


def _follow(user: User, proven: ProvenPerson) -> bool:
    """Takes over what changed at the provider; returns whether the address did."""
    if not user.is_active:
        raise PersonInactive
    if user.is_service:  # which shows tokens: whoever signed in as it would have its roles
        raise ServiceCannotSignIn
    told = {
        "given_name": proven.given_name,
        "surname": proven.surname,
        "email": _free_address(user, proven),
        # Nobody changes organizations by signing in, but who has none yet joins.
        "organization": None if user.organization_id else _organization(proven),
    }
    former = user.email.lower()
    changes = {
        name: value for name, value in told.items() if value and value != getattr(user, name)
    }
    for name, value in changes.items():
        setattr(user, name, value)
    if changes:
        user.save(update_fields=list(changes))
    return user.email.lower() != former


def _free_address(user: User, proven: ProvenPerson) -> str:
    """The address that the provider proved, unless it is none or somebody else's here."""
    if not proven.email or not proven.is_email_verified:
        return ""
    try:
        email = usable_email(proven.email)
    except CannotCreatePerson:
        return ""
    taken = User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists()
    return "" if taken else email


def _organization(proven: ProvenPerson) -> Organization | None:
    return organization_named(proven.organization) if proven.organization else None


def organization_named(name: str) -> Organization | None:
    """The organization with a name or an id."""
    named = Q(name__iexact=name)
    guid = parse_guid(name)
    return Organization.objects.filter(named | Q(pk=guid) if guid else named).first()
