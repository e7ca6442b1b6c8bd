"""The iTwin list: search, filters, scope, tiles or a table."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries.query_scope import visible_to
from twins.choices import QueryScope, Status, SubClass
from twins.models import ITwin
from twins.models.itwin import ITwinQuerySet
from twins.pages.list_options import ListOptions
from twins.pages.listing import Count, Listing, count, list_itwins
from twins.pages.pieces import page, target_of
from twins.pages.signed_in import PersonsRequest, signed_in
from twins.pages.who_can_help import who_can_help

MINE, ORGANIZATION = QueryScope.MEMBER_OF_ITWIN.value, QueryScope.ORGANIZATION_ADMIN.value


@signed_in
@require_safe
def itwins(request: PersonsRequest) -> HttpResponse:
    person = request.user
    options = ListOptions.from_request(request, view=usual_view(person))
    fitting = options.narrow(itwins_in_scope(person, options))
    listing = list_itwins(fitting.filter(status__in=options.shown_statuses), options, person=person)
    context = list_context(options, listing) | {
        "hidden": {
            "inactive": hidden_inactive(fitting, options),
            "inactive_address": options.address(statuses=tuple(Status.values)),
            "in_organization": hidden_in_organization(person, options, listing.count),
            "organization_address": options.address(scope=ORGANIZATION),
        },
        "scopes": scopes(person, options),
    }
    if not listing.rows:
        context["who_can_help"] = who_can_help(person)
    piece = "_appended_tiles" if target_of(request) == "more-tiles" else "_results_piece"
    return page(request, "twins/itwins.html", context, piece=f"twins/{piece}.html")


def list_context(options: ListOptions, listing: Listing) -> dict[str, Any]:
    """What the filter form, the view switch and the rows need on every list page."""
    return {
        "options": options,
        "listing": listing,
        "sub_classes": SubClass.values,
        "statuses": Status.values,
        "views": {view: options.address(view=view) for view in ("tiles", "table")},
    }


def usual_view(person: User) -> str:
    """Before they choose, administrators get the table and everybody else the tiles."""
    return "table" if person.is_organization_administrator else "tiles"


def itwins_in_scope(person: User, options: ListOptions) -> ITwinQuerySet:
    """What the person is a member of, or all of the organization they administer."""
    if options.scope in {ORGANIZATION, QueryScope.ALL} and person.is_organization_administrator:
        return visible_to(person)
    if SubClass.ACCOUNT in options.sub_classes:
        return visible_to(person)
    return ITwin.objects.live().filter(visible_rows__user=person)


def scopes(person: User, options: ListOptions) -> list[dict[str, Any]]:
    """The switch between mine and the organization's: only administrators have a choice."""
    if not person.is_organization_administrator:
        return []
    is_wide = options.scope in {ORGANIZATION, QueryScope.ALL}
    return [
        {"word": "My iTwins", "address": options.address(scope=""), "is_current": not is_wide},
        {
            "word": "All in organization",
            "address": options.address(scope=ORGANIZATION),
            "is_current": is_wide,
        },
    ]


def hidden_inactive(fitting: QuerySet[ITwin], options: ListOptions) -> Count:
    if Status.INACTIVE in options.shown_statuses:
        return Count(0)
    return count(fitting.filter(status=Status.INACTIVE))


def hidden_in_organization(person: User, options: ListOptions, shown: Count) -> Count:
    """How many more an administrator would find with the wider scope."""
    if not person.is_organization_administrator or options.scope in {ORGANIZATION, QueryScope.ALL}:
        return Count(0)
    wide = options.narrow(visible_to(person)).filter(status__in=options.shown_statuses)
    return Count(max(count(wide).number - shown.number, 0))
