"""Adds a support person, who may use the Django admin."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import CannotCreatePerson
from accounts.operations.password_links import days_of_a_password_link, password_link
from accounts.operations.people import create_person


class Command(BaseCommand):
    help = "Adds a support person, who may use the Django admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *, email: str, **_: Any) -> None:
        try:
            person = create_person(email=email, is_staff=True)
        except CannotCreatePerson as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"{person} is a support person. This link sets their password,"
            f" once and within {days_of_a_password_link()} days:"
        )
        self.stdout.write(password_link(person))
