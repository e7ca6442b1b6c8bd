"""Ids as the platform writes them."""

from uuid import UUID


def parse_guid(text: object) -> UUID | None:
    """A hyphenated GUID in any casing, or None: UUID() alone accepts braces, urn: and more."""
    if not isinstance(text, str) or len(text) != 36 or not text.isascii():
        return None
    try:
        guid = UUID(text)
    except ValueError:
        return None
    return guid if str(guid) == text.lower() else None
