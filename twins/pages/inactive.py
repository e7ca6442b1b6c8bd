"""Inactive iTwins: since when, by whom, and what still lives below them."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Max
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries.query_scope import visible_to
from twins.choices import Status
from twins.models import AuditEntry, Recent
from twins.pages.itwins import list_context
from twins.pages.list_options import ListOptions
from twins.pages.listing import list_itwins
from twins.pages.pieces import page
from twins.pages.signed_in import PersonsRequest, signed_in

COLUMNS = (
    ("Name", "name"),
    ("Number", "number"),
    ("Inactive since", ""),
    ("Active children", ""),
    ("Last opened", ""),
)


@signed_in
@require_safe
def inactive(request: PersonsRequest) -> HttpResponse:
    options = ListOptions.from_request(request)
    sleeping = options.narrow(visible_to(request.user)).filter(status=Status.INACTIVE)
    listing = list_itwins(sleeping, options, person=request.user, columns=COLUMNS)
    add_what_is_known(listing.rows, person=request.user)
    context = list_context(options, listing) | {"statuses": []}
    return page(request, "twins/inactive.html", context, piece="twins/_inactive_piece.html")


def add_what_is_known(rows: list[Any], *, person: User) -> None:
    """Tells each row since when it is inactive, by whom, its active children, its last use."""
    keys = [row.pk for row in rows]
    children = dict(
        visible_to(person)
        .filter(parent__in=keys)
        .exclude(status=Status.INACTIVE)
        .order_by()
        .values_list("parent")
        .annotate(Count("pk"))
    )
    used = dict(
        Recent.objects.filter(itwin__in=keys)
        .order_by()
        .values_list("itwin")
        .annotate(Max("used_at"))
    )
    switched = last_switches(keys)
    for row in rows:
        row.inactive_since, row.inactivated_by = switched.get(row.pk, (row.created_at, ""))
        row.active_children = children.get(row.pk, 0)
        row.last_opened = used.get(row.pk)


def last_switches(keys: list[UUID]) -> dict[UUID, tuple[Any, str]]:
    """When each iTwin last became Inactive, and through whom."""
    entries = (
        AuditEntry.objects.filter(itwin_id__in=keys, changes__has_key="status")
        .select_related("user")
        .order_by("at", "id")
    )
    return {
        entry.itwin_id: (entry.at, entry.user.display_name)
        for entry in entries
        if entry.changes["status"][1] == Status.INACTIVE
    }
