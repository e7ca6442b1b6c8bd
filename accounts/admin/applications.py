"""Applications that ask the issuer for tokens, as support staff see them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from oauth2_provider import admin as _issuer  # noqa: F401 -- registers what is replaced below

from accounts.models import Application

admin.site.unregister(Application)


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin):
    """Looked up here, registered in the pages; only whether it is trusted is changed here."""

    list_display = ["name", "kind", "client_id", "organization", "user", "created"]
    list_filter = ["kind", "skip_authorization"]
    list_select_related = ["organization", "user"]
    search_fields = ["name", "client_id", "user__email", "organization__name"]
    ordering = ["name", "id"]
    fields = (
        "name",
        "kind",
        "client_id",
        "organization",
        "user",
        "redirect_uris",
        "post_logout_redirect_uris",
        "skip_authorization",
        "created",
    )
    readonly_fields = tuple(name for name in fields if name != "skip_authorization")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
