"""$top, $skip and the links from page to page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

from itwins_site.wire.errors import ErrorDetail

DEFAULT_TOP = 100
MAX_TOP = 1000
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")

InvalidTop = ErrorDetail(
    "InvalidValue",
    "The $top query option must be a positive integer that does not exceed 1000.",
    "$top",
)
InvalidSkip = ErrorDetail(
    "InvalidValue", "The $skip query option must be a non-negative integer.", "$skip"
)


def whole_number(text: str) -> int | None:
    """The integer that a text spells in ASCII digits, or None."""
    return int(text) if _INTEGER.fullmatch(text.strip()) else None


def parse_top(text: str | None) -> int | ErrorDetail:
    top = whole_number(text) if text else DEFAULT_TOP
    return top if top is not None and 1 <= top <= MAX_TOP else InvalidTop


def parse_skip(text: str | None) -> int | ErrorDetail:
    skip = whole_number(text) if text else 0
    return skip if skip is not None and skip >= 0 else InvalidSkip


@dataclass(frozen=True)
class PageLinks:
    """The `_links` of one page of a list at `path` (as published, without the public base)."""

    path: str
    parameters: Iterable[tuple[str, str]]
    skip: int
    top: int
    has_more: bool

    def as_wire(self) -> dict[str, dict[str, str]]:
        links = {"self": self._href(self.skip)}
        if self.skip > 0:
            links["prev"] = self._href(max(0, self.skip - self.top))
        if self.has_more:
            links["next"] = self._href(self.skip + self.top)
        return {name: {"href": href} for name, href in links.items()}

    def _href(self, skip: int) -> str:
        # $skip and $top first, with their defaults filled in; then the request's own parameters.
        others = "".join(
            f"&{quote(name, safe='$')}={quote(value, safe='')}"
            for name, value in self.parameters
            if name not in {"$skip", "$top"}
        )
        return f"{settings.PUBLIC_URL}{self.path}?$skip={skip}&$top={self.top}{others}"
