"""Favorites: the short list of one person, and the star on every page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import itwin_for, itwin_to_collect
from accounts.queries.query_scope import visible_to
from twins.choices import Status
from twins.models import ITwin
from twins.models.itwin import ITwinQuerySet
from twins.operations.favorites import add_favorite, remove_favorite
from twins.pages.itwins import list_context
from twins.pages.list_options import ListOptions
from twins.pages.listing import count, list_itwins, with_what_is_shown
from twins.pages.pieces import page, target_of, wants_piece
from twins.pages.signed_in import PersonsRequest, signed_in
from twins.pages.way_back import back

PLACES = {"list", "favorites", "recents", "panel", "title", "undo"}


@signed_in
@require_safe
def favorites(request: PersonsRequest) -> HttpResponse:
    person = request.user
    options = ListOptions.from_request(request)
    starred = narrowed(visible_to(person).filter(favorites__user=person), options)
    shows_inactive = Status.INACTIVE in options.statuses
    shown = starred if shows_inactive else starred.exclude(status=Status.INACTIVE)
    newest = (F("favorites__created_at").desc(), F("favorites__id").desc())
    listing = list_itwins(
        shown, options, person=person, order=options.order() if options.sort else newest
    )
    statuses = () if shows_inactive else tuple(Status.values)
    context = list_context(options, listing) | {
        "statuses": [],
        "inactive": count(starred.filter(status=Status.INACTIVE)),
        "inactive_address": options.address(statuses=statuses),
        "shows_inactive": shows_inactive,
        "star_target": "closest [data-item]",
    }
    piece = "_appended_tiles" if target_of(request) == "more-tiles" else "_favorites_piece"
    return page(request, "twins/favorites.html", context, piece=f"twins/{piece}.html")


def narrowed(starred: ITwinQuerySet, options: ListOptions) -> ITwinQuerySet:
    """Favorites may be Accounts too, so the usual narrowing does not fit."""
    if options.sub_classes:
        starred = starred.filter(sub_class__in=options.sub_classes)
    return starred.matching(options.search) if options.search else starred


@signed_in
@require_POST
def favorite(request: PersonsRequest, itwin_id: UUID) -> HttpResponse:
    """Stars or unstars one iTwin."""
    if request.POST.get("favorite") == "true":
        itwin = itwin_to_collect(request.user, itwin_id)
        add_favorite(user=request.user, itwin=itwin)
        words = f"Added {itwin.display_name} to favorites."
    else:
        itwin = itwin_for(request.user, itwin_id)
        remove_favorite(user=request.user, itwin_id=itwin.pk)
        words = f"Removed {itwin.display_name} from favorites."
    if wants_piece(request) and target_of(request) != "strips":
        return _star(request, itwin, words)
    if not wants_piece(request):
        is_gone = request.POST.get("favorite") != "true"
        messages.success(request, words, extra_tags=str(itwin.pk) if is_gone else "")
    return back(request, otherwise=reverse("twins:itwin", args=[itwin.pk]))


def _star(request: PersonsRequest, itwin: ITwin, words: str) -> HttpResponse:
    """The star as it is now; on the favorites page the whole item, or the offer to undo."""
    row = with_what_is_shown(ITwin.objects.filter(pk=itwin.pk), person=request.user).get()
    place = request.POST.get("place", "")
    context: dict[str, Any] = {
        "itwin": row,
        "announced": words,
        "place": place if place in PLACES else "list",
        "worded": "worded" in request.POST,
        "shape": "row" if request.session.get("view") == "table" else "tile",
        "star_next": request.POST.get("next", ""),
    }
    if place != "undo":
        return render(request, "twins/_star_piece.html", context)
    context |= {"star_target": "closest [data-item]", "star_next": reverse("twins:favorites")}
    if row.is_favorite:
        return render(request, "twins/_kept_favorite.html", context)
    return render(request, "twins/_removed_favorite.html", context)
