"""Finding people by e-mail or subject, and telling internal from external."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Lower

from accounts.models import AccountOwnership, Application, User
from twins.models import ITwin


def people_by_email(emails: Iterable[str]) -> dict[str, User]:
    """The active people with these addresses, by the address in lower case."""
    wanted = {email.lower() for email in emails}
    people = User.objects.annotate(lower=Lower("email")).filter(lower__in=wanted, is_active=True)
    return {person.email.lower(): person for person in people.select_related("organization")}


def person_with_password(email: str) -> User | None:
    """The active person with this address, if a password is one of their ways in."""
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    return person if person is not None and person.has_usable_password() else None


def owning_organization_id(itwin: ITwin) -> UUID | None:
    """The organization that owns the Account of an iTwin; a personal Account has none."""
    return (
        AccountOwnership.objects.filter(account=itwin.account_id)
        .values_list("organization_id", flat=True)
        .first()
    )


def is_internal(user: User, organization_id: UUID | None) -> bool:
    """Whether a person belongs to the organization that owns the iTwin."""
    return organization_id is not None and user.organization_id == organization_id


def known_subject(issuer: str, subject: str) -> User | None:
    """Whom an outside issuer means by a subject, active or not."""
    known = User.objects.filter(issuer=issuer, subject=subject)
    return known.exclude(subject="").first()  # which is what the index is made of


def signs_in_at_provider(user: User) -> bool:
    """Whether someone signs in in the browser at OIDC_ISSUER; other issuers only vouch for tokens."""
    at = settings.OIDC_ISSUER.rstrip("/")
    return bool(at) and user.issuer.rstrip("/") == at


def is_removed_service(user: User) -> bool:
    """Whether someone is a service as which nothing can act: no application, no outside issuer."""
    if not user.is_service or user.subject:
        return False
    return not Application.objects.filter(service_member=user).exists()


def needs_no_invitation(user: User, organization_id: UUID | None) -> bool:
    """Whether a person can be added at once: colleagues, and services, which answer no mail."""
    return user.is_service or is_internal(user, organization_id)
