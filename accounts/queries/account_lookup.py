"""Which Account is whose."""

from typing import Any

from accounts.models import User
from accounts.queries.query_scope import visible_to
from twins.models import ITwin


def primary_account_of(user: User) -> ITwin | None:
    """The primary Account of the person's organization, or their personal one."""
    if user.organization_id is not None:
        return ITwin.objects.filter(
            ownership__organization=user.organization_id, ownership__is_primary=True
        ).first()
    return ITwin.objects.filter(ownership__user=user).first()


def accounts_of(person: User) -> list[ITwin]:
    """The Accounts a person may see, the primary one of their organization first."""
    seen = visible_to(person).accounts().select_related("ownership")
    return sorted(seen.order_by("display_name_folded", "id")[:50], key=_rank(person))


def _rank(person: User) -> Any:
    def rank(account: ITwin) -> bool:
        ownership = getattr(account, "ownership", None)
        is_home = (
            ownership is not None
            and ownership.is_primary
            and (
                ownership.user_id == person.pk
                or (
                    ownership.organization_id is not None
                    and ownership.organization_id == person.organization_id
                )
            )
        )
        return not is_home

    return rank
