"""Adds an organization with its Account and its administrator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import CannotCreateOrganization, CannotCreatePerson
from accounts.operations.organizations import set_up_organization
from accounts.operations.password_links import days_of_a_password_link, password_link


class Command(BaseCommand):
    help = "Adds an organization, its primary Account and its administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME")
        parser.add_argument("--admin", metavar="EMAIL", required=True)

    def handle(self, *, name: str, admin: str, **_: Any) -> None:
        try:
            administrator = set_up_organization(name=name, admin_email=admin)
        except (CannotCreateOrganization, CannotCreatePerson) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(
            f"{administrator.organization} has a primary Account and an administrator,"
            f" {administrator}. This link sets their password,"
            f" once and within {days_of_a_password_link()} days:"
        )
        self.stdout.write(password_link(administrator))
