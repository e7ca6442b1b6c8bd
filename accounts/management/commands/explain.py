"""explain EMAIL ITWIN_ID [PERMISSION]: says why a person may or may not, with the rules' own words."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.permissions import (
    STANDINGS,
    Reason,
    catalogue,
    reasons_for,
    wire_permissions,
)
from accounts.queries.query_scope import visible_to
from itwins_site.wire.guids import parse_guid
from twins.models import ITwin


class Command(BaseCommand):
    help = "Says what a person may do on an iTwin and why; exit 1 if nothing (or not that)."
    requires_system_checks = []  # nothing but the answer is printed

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("itwin_id", metavar="ITWIN_ID")
        parser.add_argument("permission", metavar="PERMISSION", nargs="?", default="")

    def handle(self, *, email: str, itwin_id: str, permission: str, **_: Any) -> None:
        user, itwin = _person(email), _itwin(itwin_id)
        wanted = _permission(permission)
        reasons = reasons_for(user, itwin)
        granting = [reason for reason in reasons if not wanted or wanted in reason.permissions]
        self.stdout.write(_answer(user, itwin, wanted, reasons, granting))
        for reason in granting or reasons:
            self.stdout.write(f"  {reason.text}: {_granted(reason)}")
        if not granting:
            sys.exit(1)


def _answer(
    user: User, itwin: ITwin, wanted: str, reasons: list[Reason], granting: list[Reason]
) -> str:
    place = f"{itwin} ({itwin.pk})"
    if not reasons:
        return f"{user} is {_relation(user, itwin)} {place}, and has no permission there."
    if not granting:
        return f"{user} does not have {wanted} on {place}, only:"
    return f"{user} has {wanted} on {place}:" if wanted else f"{user} is known to {place}:"


def _relation(user: User, itwin: ITwin) -> str:
    if visible_to(user).filter(pk=itwin.pk).exists():
        return "of the organization that owns"
    return "a stranger to"


def _granted(reason: Reason) -> str:
    return ", ".join(wire_permissions(reason.permissions)) or "no permission"


def _person(email: str) -> User:
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise CommandError(f"There is no person with the e-mail {email}.")
    if not user.is_active:
        raise CommandError(f"{user.email} is not active, so no permission of theirs counts.")
    return user


def _itwin(text: str) -> ITwin:
    itwin_id = parse_guid(text.strip())
    itwin = itwin_id and ITwin.objects.live().filter(pk=itwin_id).first()
    if not itwin:
        raise CommandError(f"There is no iTwin with the id {text}.")
    return itwin


def _permission(text: str) -> str:
    """The permission meant, in the catalogue's spelling; "" if none is asked about."""
    known = {name.lower(): str(name) for name in catalogue() | STANDINGS}
    if text and text.lower() not in known:
        raise CommandError(f"There is no permission {text}. Next: choose one of GET /permissions.")
    return known.get(text.lower(), "")
