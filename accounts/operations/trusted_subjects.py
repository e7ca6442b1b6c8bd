"""Letting in, by hand, whom a trusted issuer speaks of."""

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.errors import CannotCreatePerson, CannotTrustSubject
from accounts.models import User
from accounts.operations.people import create_person
from accounts.operations.provider_people import LONGEST_SUBJECT, organization_named
from accounts.queries.people import is_removed_service
from itwins_site.wire.request_bodies import is_storable


def trust_subject(
    *, email: str, issuer: str, subject: str, name: str = "", organization: str = ""
) -> User:
    """Lets the tokens in which `issuer` speaks of `subject` act as the person with `email`.

    Whoever has no such address here yet is added, by `name` and in `organization`.
    """
    if issuer not in settings.TRUSTED_ISSUERS:
        raise CannotTrustSubject(
            f"{issuer} is none of TRUSTED_ISSUERS. Next: see that it is listed,"
            f" and written as its tokens have it."
        )
    subject = subject.strip()
    if not 0 < len(subject) <= LONGEST_SUBJECT or not is_storable(subject):
        raise CannotTrustSubject(f"A subject has 1 to {LONGEST_SUBJECT} characters.")
    try:
        return _linked(email, issuer, subject, name, organization)
    except IntegrityError:
        raise CannotTrustSubject("Somebody else was faster. Next: try again.") from None
    except CannotCreatePerson as refusal:
        raise CannotTrustSubject(str(refusal)) from None


@transaction.atomic
def _linked(email: str, issuer: str, subject: str, name: str, organization: str) -> User:
    known = User.objects.filter(issuer=issuer, subject=subject).first()
    if known is not None and known.email.lower() != email.strip().lower():
        raise CannotTrustSubject(f"{subject} of {issuer} is {known} already.")
    user = User.objects.select_for_update(no_key=True).filter(email__iexact=email.strip()).first()
    if user is None:
        user = _added(email, name, organization)
    else:
        _refuse_unfit(user, issuer, subject, is_described=bool(name or organization))
    user.issuer, user.subject = issuer, subject
    user.save(update_fields=["issuer", "subject"])
    return user


def _added(email: str, name: str, organization: str) -> User:
    theirs = organization_named(organization) if organization else None
    if organization and theirs is None:
        raise CannotTrustSubject(f"There is no organization {organization}.")
    return create_person(email=email, given_name=name.strip()[:150], organization=theirs)


def _refuse_unfit(user: User, issuer: str, subject: str, *, is_described: bool) -> None:
    if user.is_staff:
        raise CannotTrustSubject(f"{user} is support staff, who sign in with a password.")
    if is_removed_service(user):
        raise CannotTrustSubject(
            f"{user} was a service, which is removed for good. Next: choose another address."
        )
    if not user.is_active:
        raise CannotTrustSubject(f"{user} is not active. Next: activate them at /admin/.")
    if user.subject and (user.issuer, user.subject) != (issuer, subject):
        raise CannotTrustSubject(
            f"{user} is {user.subject} of {user.issuer}. Next: manage.py release_sign_in {user}."
        )
    if is_described:
        raise CannotTrustSubject(
            f"{user} is here already. Next: leave out --name and --organization."
        )
