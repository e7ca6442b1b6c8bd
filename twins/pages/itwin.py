"""One iTwin: what it is and what hangs below it; opening it counts as using it."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import itwin_for, itwin_to_collect
from accounts.errors import InsufficientPermissions
from accounts.models import User
from accounts.permissions import Permission, permissions_of
from accounts.queries.query_scope import visible_to
from twins.choices import Status
from twins.models import ITwin
from twins.operations.recents import touch_recent
from twins.pages.itwins import hidden_inactive, list_context
from twins.pages.list_options import ListOptions
from twins.pages.listing import count, list_itwins, with_what_is_shown
from twins.pages.pieces import page, target_of, wants_piece
from twins.pages.signed_in import PersonsRequest, signed_in
from twins.pages.your_access import owners_of, your_access
from twins.queries.hierarchy import line_to


@signed_in
@require_safe
def itwin(request: PersonsRequest, itwin_id: UUID) -> HttpResponse:
    shown = shown_to(request.user, itwin_id)
    if shown.may_be_starred and request.method == "GET":
        touch_recent(user=request.user, itwin=shown)
    context = title(request.user, shown) | overview(request.user, shown) | {"tab": "overview"}
    return page(request, "twins/itwin.html", context)


@signed_in
@require_safe
def children(request: PersonsRequest, itwin_id: UUID) -> HttpResponse:
    """The list of iTwins, restricted to the children that the person sees."""
    person = request.user
    shown = itwin_for(person, itwin_id) if wants_piece(request) else shown_to(person, itwin_id)
    options = ListOptions.from_request(request)
    fitting = options.narrow(visible_to(person).filter(parent=shown))
    listing = list_itwins(fitting.filter(status__in=options.shown_statuses), options, person=person)
    context = list_context(options, listing) | {
        "tab": "children",
        "hidden": {
            "inactive": hidden_inactive(fitting, options),
            "inactive_address": options.address(statuses=tuple(Status.values)),
        },
        "empty_words": "twins/_no_children.html",
    }
    if not wants_piece(request):
        context |= title(person, shown)
    piece = "_appended_tiles" if target_of(request) == "more-tiles" else "_results_piece"
    return page(request, "twins/children.html", context, piece=f"twins/{piece}.html")


def shown_to(person: User, itwin_id: UUID) -> Any:
    """The iTwin with what a page says of it."""
    found = itwin_for(person, itwin_id)
    shown: Any = (
        with_what_is_shown(ITwin.objects.filter(pk=found.pk), person=person)
        .select_related("parent", "account", "created_by", "last_modified_by")
        .get()
    )
    shown.may_be_starred = may_collect(person, found)
    return shown


def may_collect(person: User, itwin: ITwin) -> bool:
    """Whether it may be starred; an Account seen only as one's organization's may not."""
    if not itwin.is_account:
        return True
    try:
        itwin_to_collect(person, itwin.pk)
    except InsufficientPermissions:
        return False
    return True


def title(person: User, itwin: ITwin) -> dict[str, Any]:
    seen = visible_to(person)
    return {
        "itwin": itwin,
        "path": line_to(itwin, seen).path,
        "children_count": count(seen.filter(parent=itwin)),
    }


def overview(person: User, itwin: ITwin) -> dict[str, Any]:
    account = visible_to(person).filter(pk=itwin.account_id).first()
    return {
        "access": your_access(person, itwin),
        "may_change": Permission.ITWINS_MODIFY in permissions_of(person, itwin),
        "owners": owners_of(itwin),
        "account_name": account.display_name if account else "",
        "local_time": local_time(itwin.iana_time_zone),
        "created_by": itwin.created_by.display_name,
        "last_modified_by": itwin.last_modified_by.display_name,
    }


def local_time(zone: str | None) -> str:
    """The clock at the iTwin, or nothing where its zone is not one the system knows."""
    try:
        now: datetime = timezone.now().astimezone(ZoneInfo(zone or ""))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    return f"{now:%H:%M}"
