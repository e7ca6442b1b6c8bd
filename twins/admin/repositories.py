"""Repositories that people added to their iTwins: to be read, never with their secrets."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from twins.admin.links import itwin_link
from twins.admin.moments import in_utc
from twins.models import Repository
from twins.queries.support_search import LONGEST_SEARCH, containing, pasted_id

_SHOWN_RESOURCES = 50


@admin.register(Repository)
class RepositoryAdmin(admin.ModelAdmin):
    actions = None
    list_display = ["display_name", "repository_class", "sub_class", "itwin_"]
    list_filter = ["repository_class"]
    list_select_related = ["itwin"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # What makes the search box appear; `get_search_results` does the searching.
    search_fields = ["display_name"]
    search_help_text = "The whole id of a repository or iTwin, or part of a name or URI."
    fields = [
        *("display_name", "itwin_", "repository_class", "sub_class", "uri"),
        *("authentication_", "options_", "resources_", "id", "created"),
    ]
    readonly_fields = ["itwin_", "authentication_", "options_", "resources_", "created"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Repository]:
        # A list opens no sealed column.
        return Repository.objects.order_by("-created_at", "id").defer("authentication", "options")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        guid = pasted_id(text)
        if guid is not None:
            return queryset.filter(Q(pk=guid) | Q(itwin=guid)), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        found = queryset.filter(containing(text, "display_name", "uri"))
        return (found if text else queryset), False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The audit entries of its iTwin: the admin's own log knows nothing of the API."""
        repository = self.get_object(request, unquote(object_id))
        if repository is None:
            raise Http404
        entries = reverse("admin:twins_auditentry_changelist")
        return HttpResponseRedirect(f"{entries}?q={repository.itwin_id}")

    @admin.display(description="iTwin")
    def itwin_(self, repository: Repository) -> SafeString | None:
        return itwin_link(repository.itwin)

    @admin.display(description="created")
    def created(self, repository: Repository) -> str:
        return in_utc(repository.created_at)

    @admin.display(description="authentication")
    def authentication_(self, repository: Repository) -> str:
        kept = cast("dict[str, str] | None", repository.authentication)
        return f"{kept['type']}, not shown here" if kept else "None"

    @admin.display(description="options")
    def options_(self, repository: Repository) -> str:
        """Their names alone: what they hold may be secret as well."""
        return ", ".join(repository.options or {}) or "None"

    @admin.display(description="resources")
    def resources_(self, repository: Repository) -> SafeString | str:
        rows = repository.resources.order_by("created_at", "id")
        total = rows.count()
        if not total:
            return "None"
        lines = format_html_join(
            "",
            "<div>{}: {}</div>",
            rows.values_list("resource_id", "display_name")[:_SHOWN_RESOURCES],
        )
        if total <= _SHOWN_RESOURCES:
            return lines
        return format_html("{}<div>The first {} of {}.</div>", lines, _SHOWN_RESOURCES, total)
