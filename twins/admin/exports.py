"""Exports: whose they are and how they went, started again when they failed, their files deleted."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString

from itwins_site.queue import hand_over
from twins.admin.links import user_link
from twins.admin.moments import in_utc
from twins.errors import CannotStartExport
from twins.models import Export
from twins.operations.exports import delete_file, start_again
from twins.queries.support_search import LONGEST_SEARCH, pasted_id
from twins.tasks import run_export


@admin.register(Export)
class ExportAdmin(admin.ModelAdmin):
    actions = ["start_again", "delete_file"]
    list_display = ["asked_for", "person", "status", "attempts", "ended", "size"]
    list_filter = ["status", "output_format"]
    list_select_related = ["created_by"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-created_at", "-id"]
    # What makes the search box appear; `get_search_results` does the searching.
    search_fields = ["created_by__email"]
    search_help_text = "The whole id of an export or person, or a whole e-mail."
    fieldsets = [
        (None, {"fields": ["id", "person", "client_id"]}),
        (
            "What was asked for",
            {
                "fields": [
                    "output_format",
                    "query_scope",
                    "sub_class",
                    "select",
                    "filter",
                    "include_inactive",
                ]
            },
        ),
        (
            "How it went",
            {
                "fields": [
                    "status",
                    "attempts",
                    "asked_for",
                    "started",
                    "ended",
                    "file_name",
                    "size",
                ]
            },
        ),
    ]
    readonly_fields = ["id", "person", "asked_for", "started", "ended", "size"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        guid = pasted_id(text)
        if guid is not None:
            return queryset.filter(Q(pk=guid) | Q(created_by=guid)), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        return (queryset.filter(created_by__email__iexact=text) if text else queryset), False

    # --- Showing ----------------------------------------------------------------------------------
    @admin.display(description="asked for", ordering="created_at")
    def asked_for(self, export: Export) -> str:
        return in_utc(export.created_at)

    @admin.display(description="started")
    def started(self, export: Export) -> str | None:
        return _moment(export.started_at)

    @admin.display(description="ended", ordering="completed_at")
    def ended(self, export: Export) -> str | None:
        return _moment(export.completed_at)

    @admin.display(description="by", ordering="created_by__email")
    def person(self, export: Export) -> SafeString:
        return user_link(export.created_by_id, export.created_by)

    @admin.display(description="file")
    def size(self, export: Export) -> str | None:
        return filesizeformat(export.file_size or 0) if export.file_name else None

    # --- Acting -----------------------------------------------------------------------------------
    @admin.action(description="Start again what failed")
    def start_again(self, request: HttpRequest, exports: QuerySet[Export]) -> None:
        for export in exports.select_related("created_by"):
            try:
                start_again(export=export)
            except CannotStartExport as obstacle:
                messages.error(request, f"{_named(export)} was not started: {obstacle}")
            else:
                hand_over(run_export, export.pk)
                messages.success(request, f"{_named(export)} was started again.")

    @admin.action(description="Delete the file")
    def delete_file(self, request: HttpRequest, exports: QuerySet[Export]) -> None:
        for export in exports.select_related("created_by"):
            if export.file_name:
                delete_file(export=export)
                messages.success(request, f"The file of {_named(export)} was deleted.")
            else:
                messages.error(request, f"{_named(export)} has no file.")


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else in_utc(moment)


def _named(export: Export) -> str:
    return f"{export.created_by}'s export of {in_utc(export.created_at)}"
