"""API tokens, as support staff see them: whose, since when, used from where; and their end."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin.webhooks import ReadOnlyAdmin
from accounts.models import ApiToken
from accounts.operations.api_tokens import revoke_api_token
from twins.queries.support_search import LONGEST_SEARCH, containing, pasted_id


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    actions = ["revoke"]
    list_display = [
        *("name", "prefix", "user", "is_read_only", "expires_at", "revoked_at"),
        *("last_used_at", "last_used_from"),
    ]
    list_filter = ["is_read_only"]
    list_select_related = ["user"]
    ordering = ["-created_at", "pk"]
    search_fields = ["user__email"]
    # Never a whole token: what is searched for stands in addresses and logs.
    search_help_text = (
        "The id of a token or person, part of an e-mail or name, or how a token that leaked begins."
    )
    # Not the checksum: it proves nothing that support has to prove.
    fields = [
        *("id", "name", "prefix", "user", "is_read_only", "networks", "created_at"),
        *("expires_at", "revoked_at", "last_used_at", "last_used_from"),
    ]
    readonly_fields = ["id", "prefix", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        return super().get_queryset(request).defer("checksum")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        guid = pasted_id(text)
        if guid is not None:
            return queryset.filter(pk=guid) | queryset.filter(user=guid), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        found = containing(text, "user__email", "name", "prefix")
        return (queryset.filter(found) if text else queryset), False

    @admin.action(description="Revoke", permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        usable = list(ApiToken.objects.usable().filter(pk__in=queryset.values("pk")))
        for token in usable:
            revoke_api_token(token)
            self.log_change(request, token, "Revoked")
        self.message_user(request, f"Revoked: {len(usable)}.", messages.SUCCESS)
