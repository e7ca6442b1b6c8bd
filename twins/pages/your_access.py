"""One sentence about what a person may do on an iTwin, and who owns it."""

from accounts.models import OwnerMember, Role, User
from accounts.permissions import administers
from twins.models import ITwin

NAMED = 8


def your_access(person: User, itwin: ITwin) -> str:
    if OwnerMember.objects.filter(itwin=itwin, user=person).exists():
        return "You are an owner."
    if administers(person, itwin.account_id):
        return f"You administer {person.organization}."
    roles = Role.objects.filter(
        user_assignments__member__itwin=itwin, user_assignments__member__user=person
    )
    names = roles.order_by("user_assignments__position").values_list("display_name", flat=True)
    if names:
        return f"You are a member: {', '.join(names)}."
    return "You see it because you belong to its organization."


def owners_of(itwin: ITwin) -> list[User]:
    return list(
        User.objects.filter(owner_memberships__itwin=itwin).order_by("surname", "given_name", "id")[
            :NAMED
        ]
    )
