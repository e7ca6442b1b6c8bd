"""$orderby against the properties that can be ordered by."""

from collections.abc import Mapping
from dataclasses import dataclass

from itwins_site.wire.odata.errors import UnsupportedOrderBy

_DESCENDING = {"asc": False, "desc": True}


@dataclass(frozen=True)
class OrderKey:
    property: str
    descending: bool = False


def parse_orderby(text: str, properties: Mapping[str, str]) -> tuple[OrderKey, ...]:
    """Reads the keys in order; `properties` maps names in lower case to their canonical spelling."""
    keys: dict[str, OrderKey] = {}
    for written in text.split(","):
        if written.strip():
            key = _order_key(written.strip(), properties)
            # A property named twice is already ordered by its first key.
            keys.setdefault(key.property, key)
    return tuple(keys.values())


def _order_key(written: str, properties: Mapping[str, str]) -> OrderKey:
    name, *direction = written.split()
    if len(direction) > 1 or (direction and direction[0].lower() not in _DESCENDING):
        raise UnsupportedOrderBy(written)
    if name.lower() not in properties:
        raise UnsupportedOrderBy(name)
    descending = bool(direction) and _DESCENDING[direction[0].lower()]
    return OrderKey(properties[name.lower()], descending)
