"""Prints a bearer token, so that `curl` works in the first minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from accounts.authentication.access_tokens import (
    COMMAND_LINE_CLIENT,
    REQUIRED_SCOPE,
    issue_access_token,
)
from accounts.models import User


class Command(BaseCommand):
    help = "Prints a bearer token that lets its holder act as a person."
    requires_system_checks = []  # nothing but a token or a refusal is printed

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--lifetime", metavar="SECONDS", type=int, default=3600)
        parser.add_argument("--scope", metavar="SCOPE", default=REQUIRED_SCOPE)
        parser.add_argument("--client", metavar="ID", default=COMMAND_LINE_CLIENT)

    def handle(self, *, email: str, lifetime: int, scope: str, client: str, **_: Any) -> str:
        try:
            user = User.objects.filter(email__iexact=email.strip()).first()
        except DatabaseError:
            raise CommandError(
                "There is no registry here. Next: set DATA_DIR or DATABASE_URL, and PORT or"
                " PUBLIC_URL, to what it was started with."
            ) from None
        if user is None:
            raise CommandError(f"There is no person with the e-mail {email}.")
        if not user.is_active:
            raise CommandError(f"{user.email} is not active, so no token of theirs would work.")
        return issue_access_token(user, lifetime=lifetime, scope=scope, client_id=client)
