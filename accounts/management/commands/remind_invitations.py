"""The daily round: ends invitations, reminds their senders, forgets old ones."""

from smtplib import SMTPException
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.operations.reminders import ending_soon, forget_ended, mark_expired, remind


class Command(BaseCommand):
    help = "Ends invitations that are over, reminds their senders before that, deletes old ones."

    def handle(self, *args: Any, **options: Any) -> None:
        reminded, failed = 0, []
        for invitations in ending_soon():
            try:
                remind(invitations)
                reminded += 1
            except (OSError, SMTPException) as error:
                failed.append(f"{invitations[0].invited_by} ({error})")
        expired, forgotten = mark_expired(), forget_ended()
        self.stdout.write(
            f"Invitations expired: {expired}, deleted: {forgotten}. People reminded: {reminded}."
        )
        if failed:
            raise CommandError(
                f"No mail could be sent to {', '.join(failed)}."
                " Next: see that EMAIL_URL is right; they are reminded at the next run."
            )
