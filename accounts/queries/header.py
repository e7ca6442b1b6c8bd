"""What the header of every page shows about the person who is signed in."""

from typing import Any

from accounts.models import User
from accounts.queries.query_scope import visible_to
from twins.models import ITwin


def framed(context: dict[str, Any], person: User) -> dict[str, Any]:
    """Adds what the header shows on every page, unless the page knows it already."""
    accounts = context["accounts"] if "accounts" in context else accounts_of(person)
    return context | {"accounts": accounts, "initials": initials_of(person)}


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


def initials_of(person: User) -> str:
    words = [word for word in (person.given_name, person.surname) if word]
    return "".join(word[0] for word in words).upper() or person.email[:2].upper()
