"""check_visibility [--rebuild]: says for whom the table of visible iTwins is wrong, and mends it."""

import itertools
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import VisibleITwin
from accounts.operations import visibility

_SHOWN_PEOPLE = 20


class Command(BaseCommand):
    help = "Compares what people see with their memberships; exit 1 if anything is wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--rebuild",
            action="store_true",
            help="correct the table while other writers wait",
        )

    def handle(self, *args: Any, rebuild: bool, **options: Any) -> None:
        found = visibility.check()
        self._show(found)
        if found and rebuild:
            visibility.rebuild()
            found = visibility.check()
            self._show(found)
        if found:
            rows = sum(finding.rows for finding in found)
            raise CommandError(f"{rows} rows are wrong. Next: run it with --rebuild.")
        self.stdout.write(f"All {VisibleITwin.objects.count()} rows are right.")

    def _show(self, found: list[visibility.VisibilityFinding]) -> None:
        for finding in found:
            people = len(finding.rows_by_email)
            self.stdout.write(f"{finding.what}: rows {finding.rows}, people {people}")
            for email, rows in itertools.islice(finding.rows_by_email.items(), _SHOWN_PEOPLE):
                self.stdout.write(f"  {email}: {rows}")
            if people > _SHOWN_PEOPLE:
                self.stdout.write(f"  ... and {people - _SHOWN_PEOPLE} more people")
