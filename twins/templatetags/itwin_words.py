"""How kinds, times, numbers and found texts are written on a page."""

import re
from datetime import datetime, timedelta
from functools import cache

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags import heroicons

register = template.Library()

KIND_MARKS = {
    "Account": "Ac",
    "Portfolio": "Pf",
    "Asset": "As",
    "Program": "Pg",
    "Project": "Pj",
    "WorkPackage": "WP",
}
KIND_ICONS = {
    "Account": "building-office-2",
    "Portfolio": "rectangle-stack",
    "Asset": "building-library",
    "Program": "squares-plus",
    "Project": "wrench-screwdriver",
    "WorkPackage": "clipboard-document-list",
}
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@register.filter
def kind_mark(sub_class: str) -> str:
    return KIND_MARKS.get(sub_class, "")


@register.simple_tag
@cache
def icon(style: str, name: str, size: int) -> str:
    """A drawing that says nothing by itself; drawn once, for a list shows hundreds of them."""
    draw = getattr(heroicons, f"heroicon_{style}")
    return draw(name, size=size, aria_hidden="true")


@register.simple_tag
def kind_icon(sub_class: str) -> str:
    """The drawing on a tile; the words beside it say the same."""
    return icon("outline", KIND_ICONS.get(sub_class, "cube"), 48)


@register.simple_tag
def when(at: datetime) -> SafeString:
    """A time as people say it, with the exact one in the tooltip and for screen readers."""
    exact = _exact(at)
    since = timezone.now() - at
    shape = "relative" if since < 7 * _DAY else "day"
    return format_html(
        '<time datetime="{}" title="{}" data-shape="{}"><span data-shown>{}</span>'
        '<span class="visually-hidden"> (<span data-exact>{}</span>)</span></time>',
        at.isoformat(),
        exact,
        shape,
        _relative(since) if shape == "relative" else _day(at),
        exact,
    )


@register.simple_tag
def until(at: datetime) -> SafeString:
    """A time that is yet to come, told like those that were."""
    exact = _exact(at)
    return format_html(
        '<time datetime="{}" title="{}" data-shape="relative"><span data-shown>{}</span>'
        '<span class="visually-hidden"> (<span data-exact>{}</span>)</span></time>',
        at.isoformat(),
        exact,
        _remaining(at - timezone.now()),
        exact,
    )


@register.filter
def from_here(address: str) -> str:
    """An address of ours without its host: a page may be open under another name of it."""
    return address.removeprefix(settings.PUBLIC_URL)


@register.filter
def grouped(number: int) -> str:
    return f"{number:,}"


@register.filter
def marked(text: str, wanted: str | None) -> str:
    """The text with what was searched for highlighted."""
    if not wanted:
        return text
    parts = re.split(f"({re.escape(wanted)})", text, flags=re.IGNORECASE)
    shown = [
        format_html("<mark>{}</mark>", part) if place % 2 else conditional_escape(part)
        for place, part in enumerate(parts)
    ]
    return mark_safe("".join(shown))  # noqa: S308 -- every part was escaped above


def _relative(since: timedelta) -> str:
    if since < _MINUTE:
        return "just now"
    if since < _HOUR:
        return f"{since // _MINUTE} min ago"
    if since < _DAY:
        return f"{since // _HOUR} h ago"
    days = since // _DAY
    return "yesterday" if days == 1 else f"{days} days ago"


def _remaining(left: timedelta) -> str:
    """Rounded up: what was made for 7 days says so at once."""
    if left <= _HOUR:
        return "within the hour"
    if left <= _DAY:
        return f"in {-(-left // _HOUR)} h"
    return f"in {-(-left // _DAY)} days"


def _day(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"


def _exact(at: datetime) -> str:
    return f"{_day(at)}, {at:%H:%M} UTC"
