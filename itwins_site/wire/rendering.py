"""JSON as the API writes it: one renderer, and the form of a moment."""

from datetime import UTC, datetime
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


class OrjsonRenderer(BaseRenderer):
    """Renders what orjson knows; ids are written as lower-case hyphenated strings."""

    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8 by definition; the API names no charset

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data)


def wire_time(moment: datetime | None) -> str | None:
    """`2016-01-18T21:03:00.370Z`: UTC with three fractional digits."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def wire_time_in_microseconds(moment: datetime) -> str:
    """`2023-11-10T14:22:42.231788Z`: as the Access Control API writes a moment."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
