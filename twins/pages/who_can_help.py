"""Whom to ask for access: the administrators of one's own organization."""

from accounts.models import User

NAMED = 5


def who_can_help(person: User) -> list[User]:
    if person.organization_id is None:
        return []
    administrators = User.objects.filter(
        organization=person.organization_id, is_active=True
    ).exclude(organization_role="")
    return list(administrators.order_by("surname", "given_name", "id")[:NAMED])
