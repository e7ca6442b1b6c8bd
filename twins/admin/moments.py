"""Moments as support staff compare them with logs: to the second, in UTC."""

from datetime import UTC, datetime


def in_utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
