"""Loads the demo data: two organizations, their people and their iTwins."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.errors import CannotCreateOrganization, CannotCreatePerson
from twins.demo import acme
from twins.demo.credentials import ensure_demo_passwords, ensure_service_secret
from twins.demo.loading import SIZES, load
from twins.errors import ITwinExists


class Command(BaseCommand):
    help = "Loads the demo data; what is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        default = settings.DEMO if settings.DEMO in SIZES else SIZES[0]
        parser.add_argument("--size", choices=SIZES, default=default)

    def handle(self, *, size: str, verbosity: int, **_: Any) -> None:
        try:
            added = load(size)
        except (CannotCreateOrganization, CannotCreatePerson, ITwinExists) as refusal:
            raise CommandError(
                f"The demo data does not fit into this registry. {refusal}"
                " Next: load it into a registry of its own."
            ) from None
        password = ensure_demo_passwords()
        ensure_service_secret()
        if verbosity > 0:
            self.stdout.write(f"The demo data is loaded: {added} new iTwins.")
            self.stdout.write(f"Sign in as {acme.OWNER} with the password {password}")
