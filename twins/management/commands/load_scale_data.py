"""Loads a seeded volume of iTwins, for measurements."""

from argparse import ArgumentTypeError
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import CannotCreateOrganization, CannotCreatePerson
from twins.demo.scale import FIRST_MEMBER, Volume, load_scale, settle

_EACH = 100_000


class Command(BaseCommand):
    help = "Loads a volume of iTwins; the same seed gives the same data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--itwins", metavar="N", type=_at_least(1), required=True)
        parser.add_argument("--accounts", metavar="K", type=_at_least(1), required=True)
        parser.add_argument("--members", metavar="M", type=_at_least(0), required=True)
        parser.add_argument(
            "--memberships-per-itwin",
            metavar="P",
            type=_share,
            default=0.2,
            help="of the other people, on average (default 0.2)",
        )
        parser.add_argument("--seed", metavar="S", type=int, required=True)

    def handle(
        self,
        *,
        itwins: int,
        accounts: int,
        members: int,
        memberships_per_itwin: float,
        seed: int,
        **_: Any,
    ) -> None:
        if members > itwins:
            raise CommandError(f"Nobody can be a member of {members} iTwins if there are {itwins}.")
        volume = Volume(itwins, accounts, members, memberships_per_itwin, seed)
        try:
            load_scale(volume, self._report(itwins))
        except (CannotCreateOrganization, CannotCreatePerson) as refusal:
            raise CommandError(
                f"The scale data does not fit into this database. {refusal}"
                " Next: load it into a database of its own."
            ) from None
        settle()
        self.stdout.write(
            f"{itwins} iTwins are loaded, in {accounts} Accounts."
            f" {FIRST_MEMBER} is a member of {members} of them,"
            " admin-1@scale.example the administrator of the first Account."
        )

    def _report(self, itwins: int) -> Callable[[int], None]:
        told = 0

        def report(loaded: int) -> None:
            nonlocal told
            if loaded // _EACH > told:
                told = loaded // _EACH
                self.stdout.write(f"{loaded} of {itwins}")

        return report


def _at_least(least: int) -> Callable[[str], int]:
    def number(given: str) -> int:
        if not given.isdecimal() or int(given) < least:
            raise ArgumentTypeError(f"must be a whole number from {least} on")
        return int(given)

    return number


def _share(given: str) -> float:
    try:
        share = float(given)
    except ValueError:
        share = -1
    if not 0 <= share <= 1000:
        raise ArgumentTypeError("must be a number from 0 to 1000")
    return share
