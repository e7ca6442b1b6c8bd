"""What the iTwins of a large registry are called."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from twins.choices import DataCenterLocation, Status, SubClass

_TOPS = (SubClass.PORTFOLIO, SubClass.ASSET, SubClass.PROGRAM, SubClass.PROJECT)
_BELOW = (SubClass.ASSET, SubClass.PROJECT, SubClass.PROJECT, SubClass.WORK_PACKAGE)
_TYPES = ("Highway", "Bridge", "Tunnel", "Rail", "Water Supply", "Construction", "Survey", None)
# Each of the twelve things is in one name of twelve: a common word to search for.
_SITES = ("North", "South", "East", "West", "Upper", "Lower", "Old", "New", "Inner", "Outer")
_THINGS = (
    *("Road", "Bridge", "Tunnel", "Station", "Depot", "Harbor"),
    *("Reservoir", "Viaduct", "Crossing", "Pipeline", "Substation", "Terminal"),
)
_FIRST_DAY = datetime(2021, 1, 1, tzinfo=UTC)
_MILLISECONDS = 4 * 365 * 24 * 3600 * 1000


def values(random: Random, serial: int, level: int) -> dict[str, Any]:
    """The columns of one iTwin; its serial makes number and name its own."""
    created_at = _FIRST_DAY + timedelta(milliseconds=random.randrange(_MILLISECONDS))
    located = random.random() < 0.3
    return {
        "sub_class": random.choice(_BELOW if level else _TOPS),
        "type": random.choice(_TYPES),
        "number": f"SC-{serial:07}",
        "display_name": f"{random.choice(_SITES)} {random.choice(_THINGS)} {serial:07}",
        "latitude": round(random.uniform(-60, 70), 4) if located else None,
        "longitude": round(random.uniform(-180, 180), 4) if located else None,
        "data_center_location": random.choice(DataCenterLocation.values),
        "status": _status(random.random()),
        "created_at": created_at,
        "last_modified_at": created_at,
    }


def _status(chance: float) -> Status:
    if chance < 0.05:
        return Status.INACTIVE
    return Status.TRIAL if chance < 0.08 else Status.ACTIVE
