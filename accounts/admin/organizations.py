"""Organizations: looked up with their Accounts and administrators; opened by command."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.paginator import Page, Paginator
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse

from accounts.models import AccountOwnership, Organization, User
from twins.queries.support_search import LONGEST_SEARCH, containing, pasted_id

_SHOWN_ROWS = 50


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    actions = None
    list_display = ["name", "accounts", "people", "created_at"]
    show_full_result_count = False
    ordering = ["name"]
    # What makes the search box appear; `get_search_results` does the searching.
    search_fields = ["name"]
    search_help_text = "A whole id, part of a name, or part of the e-mail of somebody in it."
    fields = ["name", "id", "people", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        return Organization.objects.order_by(*self.ordering).annotate(
            account_count=_number_of(AccountOwnership.objects.all()),
            person_count=_number_of(User.objects.filter(is_service=False)),
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        organization_id = pasted_id(text)
        if organization_id is not None:
            return queryset.filter(pk=organization_id), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        if "@" in text:
            people = User.objects.filter(containing(text, "email"))
            return queryset.filter(pk__in=people.values("organization")), False
        return (queryset.filter(containing(text, "name")) if text else queryset), False

    @admin.display(description="accounts")
    def accounts(self, organization: Any) -> int:
        return organization.account_count

    @admin.display(description="people")
    def people(self, organization: Any) -> int:
        return organization.person_count

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        organization = self.get_object(request, unquote(object_id))
        shown = {} if organization is None else _belongings(organization)
        return super().change_view(request, object_id, form_url, shown)


def _number_of(rows: QuerySet) -> Coalesce:
    """How many of these belong to the organization of each row."""
    belonging = rows.filter(organization=OuterRef("pk")).order_by()
    counted = belonging.values("organization").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _belongings(organization: Organization) -> dict[str, Page]:
    ownerships = organization.account_ownerships.select_related("account")
    administrators = organization.people.exclude(organization_role="")
    return {
        "ownerships": _first_of(ownerships.order_by("-is_primary", "account__number_folded")),
        "administrators": _first_of(administrators.order_by("email")),
    }


def _first_of(rows: QuerySet) -> Page:
    return Paginator(rows, _SHOWN_ROWS).get_page(1)
