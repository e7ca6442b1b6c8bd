"""How values are written in a $filter: texts, numbers, date-times, GUIDs."""

import math
import re
from datetime import UTC, datetime
from uuid import UUID

GUID = r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
DATETIME = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[Tt][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,12})?)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
)
NUMBER = r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
TEXT = r"'[^']*(?:''[^']*)*'(?!')"

# Python refuses to read a whole number of some thousands of digits, and no column holds one.
_LONGEST_NUMBER = 400


def read_text(written: str) -> str:
    """Reads a quoted text; within it, two quotes stand for one."""
    return written[1:-1].replace("''", "'")


def read_number(written: str) -> int | float:
    """Reads a number, or raises ValueError; one that is too big for a float is infinite."""
    if len(written) > _LONGEST_NUMBER:
        raise ValueError(written)
    return float(written) if set(written) & set(".eE") else int(written)


def read_guid(written: str) -> UUID:
    """Reads a GUID with its hyphens and without braces, or raises ValueError."""
    if not re.fullmatch(GUID, written):
        raise ValueError(written)
    return UUID(written)


def read_datetime(written: str) -> datetime:
    """Reads an ISO 8601 date-time into UTC, which it also means without an offset, or raises ValueError."""
    if not re.fullmatch(DATETIME, written):
        raise ValueError(written)
    moment = datetime.fromisoformat(written.upper())
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as beyond_the_calendar:
        raise ValueError(written) from beyond_the_calendar


def to_text(value: str | float | datetime | bool | UUID | None) -> str:
    """Writes a value so that it is read as the same value again."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, float) and math.isinf(value):
        return "1e999" if value > 0 else "-1e999"
    return str(value)
