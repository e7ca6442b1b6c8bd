"""Signs tokens with a new key."""

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts.authentication.signing_keys import forget_retired_keys, rotate_signing_key
from accounts.queries.access_tokens import last_expiry


class Command(BaseCommand):
    help = (
        "Makes a new key that signs tokens from now on. The old one stays published until the last"
        " token that it signed is over. Nothing needs a restart."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--forget",
            action="store_true",
            help="believe no older key any more: every token that was issued is over at once",
        )

    def handle(self, *, forget: bool, **options: Any) -> None:
        until = _last_token_is_over()
        key = rotate_signing_key(believed_until=until)
        self.stdout.write(f"Tokens are signed with {key.id} from now on.")
        if forget:
            forget_retired_keys()
            self.stdout.write("Older keys are forgotten, and every token they signed is over.")
        else:
            day = datetime.fromtimestamp(until, UTC)
            self.stdout.write(f"The key before it is believed until {day:%Y-%m-%d %H:%M} UTC.")


def _last_token_is_over() -> float:
    # One that is being signed right now ends no later than any other of the issuer's.
    lifetimes = (
        settings.OAUTH2_PROVIDER[f"{name}_TOKEN_EXPIRE_SECONDS"] for name in ("ACCESS", "ID")
    )
    newest = time.time() + max(lifetimes) + 60
    recorded = last_expiry()
    return max(newest, recorded.timestamp()) if recorded else newest
