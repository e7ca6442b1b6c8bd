"""$select against the properties that exist."""

from collections.abc import Sequence

from itwins_site.wire.odata.errors import UnknownSelect


def parse_select(text: str, properties: Sequence[str]) -> tuple[str, ...]:
    """Returns the selected ones of `properties`, in their spelling and their order."""
    known = {name.lower() for name in properties}
    selected = set()
    for written in text.split(","):
        name = written.strip()
        if not name:
            continue
        if name.lower() not in known:
            raise UnknownSelect(name)
        selected.add(name.lower())
    return tuple(name for name in properties if name.lower() in selected)
