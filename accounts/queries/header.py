"""What the header of every page shows about the person who is signed in."""

from typing import Any

from accounts.models import User
from accounts.queries.account_lookup import accounts_of


def framed(context: dict[str, Any], person: User) -> dict[str, Any]:
    """Adds what the header shows on every page, unless the page knows it already."""
    accounts = context["accounts"] if "accounts" in context else accounts_of(person)
    return context | {"accounts": accounts, "initials": person.initials}
