"""Puts a deleted iTwin back where it was."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from itwins_site.wire.guids import parse_guid
from twins.choices import Channel
from twins.errors import CannotRestoreITwin
from twins.models import ITwin
from twins.operations.lifecycle import restore_itwin

# The audit entry must name a person, and should not pretend that this one was there.
NOBODY_NAMED = "Restored by command; who ran it was not said."


class Command(BaseCommand):
    help = "Puts a deleted iTwin back where it was, or says what is in the way."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("itwin_id", metavar="ID")
        parser.add_argument(
            "--by", metavar="EMAIL", help="who answers for it; by default the first support person"
        )

    def handle(self, *, itwin_id: str, by: str | None, **_: Any) -> None:
        person = _person(by) if by else _first_support_person()
        guid = parse_guid(itwin_id)
        itwin = guid and ITwin.objects.filter(pk=guid).first()
        if not itwin:
            raise CommandError(f"There is no iTwin with the id {itwin_id}, not even a deleted one.")
        try:
            restored = restore_itwin(
                itwin, by=person, through=Channel.COMMAND, reason="" if by else NOBODY_NAMED
            )
        except CannotRestoreITwin as hindrance:
            raise CommandError(f"{itwin} cannot be restored. {hindrance}") from None
        self.stdout.write(f"{restored} is back under {restored.parent}.")


def _person(email: str) -> User:
    person = User.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        raise CommandError(f"There is no person with the e-mail {email}.")
    return person


def _first_support_person() -> User:
    person = User.objects.filter(is_staff=True, is_active=True).order_by("created_at").first()
    if person is None:
        raise CommandError("There is no support person to answer for it. Next: add --by EMAIL.")
    return person
