"""Recents: the last 25 iTwins a person opened, grouped by day."""

from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.queries.query_scope import visible_to
from twins.models import Recent
from twins.operations.recents import MAX_RECENTS, clear_recents, remove_recent
from twins.pages.list_options import text_in
from twins.pages.listing import rows_of
from twins.pages.pieces import page, wants_piece
from twins.pages.signed_in import PersonsRequest, signed_in
from twins.pages.way_back import back


@signed_in
@require_safe
def recents(request: PersonsRequest) -> HttpResponse:
    search = text_in(request.GET.get("search", ""))
    opened = opened_by(request.user, search)
    number = len(opened)
    context = {
        "search": search,
        "groups": grouped_by_day(opened, today=timezone.now().date()),
        "found": f"{number} {'iTwin' if number == 1 else 'iTwins'} found",
    }
    return page(request, "twins/recents.html", context, piece="twins/_recents_piece.html")


@signed_in
@require_POST
def remove(request: PersonsRequest, itwin_id: UUID) -> HttpResponse:
    remove_recent(user=request.user, itwin_id=itwin_id)
    if wants_piece(request):
        words = {"words": "Removed from recents."}
        return render(request, "components/_results_announced.html", words)
    return back(request, otherwise=reverse("twins:recents"))


@signed_in
@require_POST
def clear(request: PersonsRequest) -> HttpResponse:
    clear_recents(user=request.user)
    return back(request, otherwise=reverse("twins:recents"))


def opened_by(person: User, search: str) -> list[Any]:
    """The recents that the person may still see, the newest first."""
    seen = visible_to(person)
    if search:
        seen = seen.matching(search)
    used = dict(
        Recent.objects.filter(user=person, itwin__in=seen)
        .order_by("-used_at", "-id")
        .values_list("itwin", "used_at")[:MAX_RECENTS]
    )
    rows: list[Any] = rows_of(list(used), person=person)
    for row in rows:
        row.used_at = used[row.pk]
    return rows


def grouped_by_day(opened: list[Any], *, today: date) -> list[dict[str, Any]]:
    return [
        {"word": word, "itwins": list(itwins)}
        for word, itwins in groupby(opened, key=lambda itwin: day_word(itwin.used_at, today))
    ]


def day_word(at: datetime, today: date) -> str:
    ago = today - at.date()
    if ago <= timedelta(0):
        return "Today"
    if ago == timedelta(days=1):
        return "Yesterday"
    return "Last 7 days" if ago < timedelta(days=7) else "Earlier"
