"""The round that a worker makes every hour, made now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.operations.reminders import make_round


class Command(BaseCommand):
    help = "Ends invitations that are over, reminds their senders before that, deletes old ones."

    def handle(self, *args: Any, **options: Any) -> None:
        done = make_round()
        self.stdout.write(
            f"Invitations expired: {done.expired}, deleted: {done.forgotten}."
            f" People reminded: {done.reminded}."
        )
        if done.failed:
            raise CommandError(
                f"No mail could be sent to {', '.join(done.failed)}."
                " Next: see that EMAIL_URL is right; they are reminded at the next run."
            )
