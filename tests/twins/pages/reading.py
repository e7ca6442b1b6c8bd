"""Reads what a page shows."""

import re
from html import unescape

from django.http import HttpResponse

HTMX = {"HX-Request": "true"}


def text_of(response: HttpResponse) -> str:
    """The words of a page without its markup."""
    without_tags = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(without_tags)).replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "'"
    )


def names(response: HttpResponse) -> list[str]:
    """The iTwins that a list shows, in its order."""
    return _found(r'data-name href="[^"]*">([^<]*)<', response)


def tree(response: HttpResponse) -> list[tuple[int, str]]:
    """The rows of a tree: level and spoken name."""
    rows = re.findall(
        r'role="treeitem"[^>]*?aria-level="(\d+)"[^>]*?aria-label="([^"]*)"',
        response.content.decode(),
    )
    return [(int(level), unescape(name)) for level, name in rows]


def starred(response: HttpResponse) -> list[str]:
    return _found(r'aria-label="Remove ([^"]*) from favorites"', response)


def _found(pattern: str, response: HttpResponse) -> list[str]:
    return [unescape(each) for each in re.findall(pattern, response.content.decode())]
