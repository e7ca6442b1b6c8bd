"""The weekly round: takes people who are no longer active out of iTwins and groups."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.operations.missing_members import missing_people, purge_memberships


class Command(BaseCommand):
    help = "Removes people who are no longer active from every iTwin and group."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = [purge_memberships(user) for user in missing_people()]
        self.stdout.write(f"People purged: {len(removed)}, memberships: {sum(removed)}.")
