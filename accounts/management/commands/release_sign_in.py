"""Lets a person sign in anew at the outside provider."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.operations.provider_people import release_sign_in


class Command(BaseCommand):
    help = (
        "Ends a person's sessions and the ways in which they sign in: their password, and their"
        " account at the outside provider. Whoever signs in there next with their address, verified,"
        " is that person: for somebody who was given another account. Of a service it ends"
        " what an outside issuer may do as it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *, email: str, **_: Any) -> None:
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"There is nobody with the e-mail {email}.")
        if person.is_staff:
            raise CommandError("Support staff sign in with a password, which would be gone.")
        if person.is_service and not person.subject:
            raise CommandError(f"{person} is a service application: nobody signs in as it.")
        release_sign_in(person)
        if person.is_service:
            self.stdout.write(f"No issuer's token acts as {person} any more.")
            return
        self.stdout.write(f"{person} has no way to sign in until they do so at the provider.")
