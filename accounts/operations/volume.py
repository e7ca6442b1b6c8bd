"""Adding people and members by the hundred thousand: what measurements are made on."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection, transaction

from accounts.models import Role, User, UserMember
from itwins_site.bulk_rows import add_rows

# Members of an Account's iTwins who were added without a role get this one.
_GIVE_ROLE = """
    INSERT INTO accounts_usermemberrole (member_id, role_id, position)
    SELECT member.id, %s, 0 FROM accounts_usermember member
    JOIN twins_itwin itwin ON itwin.id = member.itwin_id
    WHERE itwin.account_id = %s AND NOT EXISTS (
        SELECT 1 FROM accounts_usermemberrole held WHERE held.member_id = member.id
    )
"""


def add_people(people: Iterable[User]) -> None:
    """Adds people who cannot sign in with a password, new to the registry all of them."""
    add_rows(User, (_without_password(person) for person in people))


def add_members(pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """Makes members of (iTwin id, user id); they see nothing before `give_members`."""
    add_rows(UserMember, (UserMember(itwin_id=itwin, user_id=user) for itwin, user in pairs))


@transaction.atomic
def give_members(role: Role) -> None:
    """Gives a role of an Account to those of its members who hold none.

    The caller brings VisibleITwin in step, once for all.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_ROLE, [role.pk.hex, role.itwin_id.hex])


def _without_password(person: User) -> User:
    person.password = UNUSABLE_PASSWORD_PREFIX
    return person
