"""What happens when a person whose address is proven comes in for the first time."""

from django.db import transaction

from accounts.models import Invitation, User
from accounts.operations.acceptances import accept_all
from accounts.operations.people import create_person
from twins.choices import Channel


def accept_invitations_of(user: User) -> None:
    """Accepts all that is pending for the person's address, which whoever calls has verified."""
    accept_all(user, through=Channel.PAGE)


def sign_up(*, invitation: Invitation, given_name: str, surname: str, password: str) -> User:
    """Adds the person who holds an invitation's link: it proves the address.

    They belong to no organization. Raises CannotCreatePerson when there is one by now.
    """
    with transaction.atomic():
        user = create_person(email=invitation.email, given_name=given_name, surname=surname)
        user.set_password(password)
        user.save(update_fields=["password"])
    # Each iTwin in a transaction of its own: nobody waits for a role while holding an iTwin.
    accept_invitations_of(user)
    return user
