"""Home: favorites, recents, and how much there is."""

from typing import Any

from django.db.models import Count as Number
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.queries.header import accounts_of
from accounts.queries.query_scope import visible_to
from twins.choices import QueryScope, Status, SubClass
from twins.models import Favorite, ITwin, Recent
from twins.pages.list_options import SHOWN_BY_DEFAULT, ListOptions
from twins.pages.listing import COUNTED_UP_TO, Count, count, rows_of
from twins.pages.pieces import page
from twins.pages.signed_in import PersonsRequest, signed_in
from twins.pages.who_can_help import who_can_help

STRIP = 8
KINDS = [sub_class for sub_class in SubClass if sub_class != SubClass.ACCOUNT]


@signed_in
@require_safe
def home(request: PersonsRequest) -> HttpResponse:
    person = request.user
    seen = visible_to(person)
    accounts = accounts_of(person)
    context = strips(person, seen) | {
        "accounts": accounts,
        "tallies": tallies(person, seen.exclude(sub_class=SubClass.ACCOUNT)),
        "accounts_words": accounts_words(accounts),
    }
    if not context["tallies"]:
        is_new = person.is_organization_administrator and not ITwin.objects.except_accounts()
        context |= {"is_empty": True, "is_new": is_new, "who_can_help": who_can_help(person)}
    return page(request, "twins/home.html", context, piece="twins/_strips.html")


def strips(person: User, seen: QuerySet[ITwin]) -> dict[str, Any]:
    """Up to eight favorites and eight recents, the newest first."""
    starred = Favorite.objects.filter(user=person, itwin__in=seen).exclude(
        itwin__status=Status.INACTIVE
    )
    used = Recent.objects.filter(user=person, itwin__in=seen)
    first = [*_keys(starred.order_by("-created_at", "-id"))]
    last = [*_keys(used.order_by("-used_at", "-id"))]
    rows = {itwin.pk: itwin for itwin in rows_of([*first, *last], person=person)}
    return {
        "favorites": [rows[key] for key in first],
        "favorites_count": count(starred),
        "recents": [rows[key] for key in last],
        "recents_count": count(used),
    }


def _keys(rows: QuerySet) -> QuerySet:
    return rows.values_list("itwin", flat=True)[:STRIP]


def tallies(person: User, seen: QuerySet[ITwin]) -> list[dict[str, Any]]:
    """How many iTwins of each subclass and status, each a link to the list that shows them."""
    counted = list(
        ITwin.objects.filter(pk__in=seen.order_by().values("pk")[: COUNTED_UP_TO + 1])
        .order_by()
        .values_list("sub_class", "status")
        .annotate(number=Number("pk"))
    )
    total = sum(number for _, _, number in counted)
    scope = QueryScope.ORGANIZATION_ADMIN.value if person.is_organization_administrator else ""
    options = ListOptions(scope=scope)
    lines = [(_noun("iTwin", total), total, options.address(statuses=tuple(Status.values)))]
    for sub_class in KINDS:
        number = sum(
            each for of, status, each in counted if of == sub_class and status in SHOWN_BY_DEFAULT
        )
        lines.append(
            (
                _noun(sub_class.value, number),
                number,
                options.address(sub_classes=(sub_class.value,)),
            )
        )
    for status in (Status.TRIAL, Status.INACTIVE):
        number = sum(each for _, of, each in counted if of == status)
        lines.append((status.value, number, options.address(statuses=(status.value,))))
    list_page = reverse("twins:itwins")
    is_whole = total <= COUNTED_UP_TO
    return [
        # Beyond what is counted only the total can be told.
        {
            "word": word,
            "words": Count(number).words if is_whole or number == total else "",
            "address": list_page + query,
        }
        for word, number, query in lines
        if number
    ]


def _noun(word: str, number: int) -> str:
    return word if number == 1 else f"{word}s"


def accounts_words(accounts: list[ITwin]) -> str:
    return accounts[0].display_name if len(accounts) == 1 else "all you can see"
