"""Brings existing rows in step with the setting UNIQUE_DISPLAY_NAMES."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from twins.models import ITwin
from twins.operations.display_names import (
    DisplayNamesAreShared,
    allow_shared_display_names,
    enforce_unique_display_names,
)


class Command(BaseCommand):
    help = "Run it after changing UNIQUE_DISPLAY_NAMES; reports duplicates before it changes a row."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.UNIQUE_DISPLAY_NAMES:
            count = allow_shared_display_names()
            self.stdout.write(f"Display names may be shared. {count} rows were changed.")
            return
        try:
            count = enforce_unique_display_names()
        except DisplayNamesAreShared as shared:
            for group in shared.groups:
                self.stderr.write(_line(group))
            self.stderr.write(f"{shared}. Nothing was changed. Next: rename all but one of each.")
            raise SystemExit(1) from None
        self.stdout.write(f"Display names are unique. {count} rows were changed.")


def _line(group: list[ITwin]) -> str:
    first = group[0]
    ids = ", ".join(str(itwin.pk) for itwin in group)
    return f"{first.display_name} ({first.sub_class} in {first.account}): {ids}"
