"""Lets in whom a trusted issuer speaks of."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import CannotTrustSubject
from accounts.operations.trusted_subjects import trust_subject


class Command(BaseCommand):
    help = (
        "Lets bearer tokens of an issuer in TRUSTED_ISSUERS act as a person or a service, who is"
        " added unless somebody with that e-mail is here already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--issuer", metavar="URL", required=True)
        parser.add_argument("--subject", metavar="SUBJECT", required=True)
        parser.add_argument("--name", metavar="NAME", default="")
        parser.add_argument("--organization", metavar="NAME_OR_ID", default="")

    def handle(self, *, email: str, **given: Any) -> None:
        wanted = ("issuer", "subject", "name", "organization")
        try:
            user = trust_subject(email=email, **{name: given[name] for name in wanted})
        except CannotTrustSubject as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{user} is now who {user.issuer} calls {user.subject}.")
