"""Adding people."""

import uuid
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.errors import CannotCreatePerson
from accounts.models import Organization, User

_LONGEST_EMAIL = 254


@transaction.atomic
def create_person(
    *,
    email: str,
    organization: Organization | None = None,
    organization_role: str = "",
    is_staff: bool = False,
    is_service: bool = False,
    given_name: str = "",
    surname: str = "",
    user_id: UUID | None = None,
) -> User:
    """Adds a person, who can sign in once they have set a password."""
    email = usable_email(email)
    if User.objects.filter(email__iexact=email).exists():
        raise CannotCreatePerson(f"There is a person with the e-mail {email} already.")
    return User.objects.create_user(
        email,
        organization=organization,
        organization_role=organization_role,
        is_staff=is_staff,
        is_service=is_service,
        given_name=given_name,
        surname=surname,
        id=user_id or uuid.uuid4(),
    )


def usable_email(email: str) -> str:
    """An address as it is kept; raises CannotCreatePerson when it is none."""
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise CannotCreatePerson(f"'{email}' is not an e-mail address.") from None
    if len(email) > _LONGEST_EMAIL:
        raise CannotCreatePerson(f"An e-mail address has at most {_LONGEST_EMAIL} characters.")
    return email


def service_email_at(issuer: str, name: str) -> str:
    """An address by which a service of an issuer can be found and added; no mail arrives there."""
    host = urlsplit(issuer).hostname or ""
    is_name = any(letter.isalpha() for letter in host) and ":" not in host
    return f"{name}@apps.{host if is_name else 'localhost'}"
