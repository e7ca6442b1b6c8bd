"""The outbox of a demo, for its users and for support staff."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from itwins_site.outbox import kept_mails
from twins.demo.people import EVERYBODY

_DEMO_USERS = frozenset(person.id for person in EVERYBODY)


@require_safe
@never_cache
@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    # To everybody else there is no such page: its links let one answer in other people's names.
    if not _shows_outbox(request):
        raise Http404
    return render(request, "accounts/outbox.html", {"mails": kept_mails()})


def for_navigation(request: HttpRequest) -> dict[str, Callable[[], bool]]:
    """Whether the navigation leads to the outbox; asked only by templates that show it."""
    return {"shows_outbox": lambda: _shows_outbox(request)}


def _shows_outbox(request: HttpRequest) -> bool:
    person: Any = request.user
    return settings.KEEPS_OUTBOX and (
        getattr(person, "is_staff", False) or person.pk in _DEMO_USERS
    )
