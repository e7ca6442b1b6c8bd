"""What support staff type into a search box: an id they were sent, or a part of some text."""

import unicodedata
from uuid import UUID

from django.db.models import Q

from itwins_site.wire.guids import parse_guid

# No text that is searched is longer; SQLite refuses patterns of more than 50,000 characters.
LONGEST_SEARCH = 1000


def pasted_id(text: str) -> UUID | None:
    """The id that a text is, in any casing and whatever blanks came along; None for other texts."""
    return parse_guid("".join(text.split()))


def containing(text: str, *columns: str) -> Q:
    """Rows with a text anywhere in one of these columns, for columns without a folded twin.

    SQLite ignores the case of ASCII letters only, so the usual casings are asked for one by one.
    """
    plain = unicodedata.normalize("NFC", text)
    casings = sorted({plain, plain.lower(), plain.upper(), plain.title()})
    found = Q(pk__in=[])
    for column in columns:
        for casing in casings:
            found |= Q(**{f"{column}__icontains": casing})
    return found
