"""Accounts: looked up with whose they are and how many iTwins they hold."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Account
from twins.models import ITwin
from twins.queries.support_search import LONGEST_SEARCH, containing, pasted_id


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):
    actions = None
    list_display = ["number", "display_name", "owner", "is_primary", "status", "itwins"]
    list_display_links = ["number", "display_name"]
    list_select_related = ["ownership__organization", "ownership__user"]
    list_filter = ["status"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = []
    ordering = ["number_folded"]
    # What makes the search box appear; `get_search_results` does the searching.
    search_fields = ["number_folded", "display_name_folded"]
    search_help_text = (
        "A whole id, part of a number, name or organization, or the e-mail of whose it is."
    )
    fields = [
        "display_name",
        "number",
        "id",
        "owner",
        "is_primary",
        "itwins",
        "status",
        "data_center_location",
        "created_at",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        below = ITwin.objects.live().except_accounts().filter(account=OuterRef("pk")).order_by()
        number = below.values("account").annotate(number_of=Count("pk")).values("number_of")
        return Account.objects.order_by(*self.ordering).annotate(
            itwin_count=Coalesce(Subquery(number, output_field=IntegerField()), 0)
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        account_id = pasted_id(text)
        if account_id is not None:
            return queryset.filter(pk=account_id), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        return (queryset.filter(_named(text)) if text else queryset), False

    @admin.display(description="organization or person")
    def owner(self, account: Account) -> SafeString:
        ownership = account.ownership
        if ownership.user is not None:
            address = reverse("admin:accounts_user_change", args=[ownership.user.pk])
            return format_html('<a href="{}">{}</a>', address, ownership.user)
        address = reverse("admin:accounts_organization_change", args=[ownership.organization_id])
        return format_html('<a href="{}">{}</a>', address, ownership.organization)

    @admin.display(description="primary", boolean=True)
    def is_primary(self, account: Account) -> bool:
        return account.ownership.is_primary

    @admin.display(description="iTwins")
    def itwins(self, account: Any) -> SafeString:
        below = {"deleted": "no", "account__id__exact": account.pk}
        address = reverse("admin:twins_itwin_changelist", query=below)
        return format_html('<a href="{}">{}</a>', address, account.itwin_count)


def _named(text: str) -> Q:
    """Accounts with a text in their number or name, or of an organization or person with it."""
    return Q(pk__in=ITwin.objects.accounts().matching(text)) | containing(
        text, "ownership__organization__name", "ownership__user__email"
    )
