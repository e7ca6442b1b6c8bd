"""Audit entries: to be read, never to be written."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from twins.admin.links import itwin_link, user_link
from twins.admin.moments import in_utc
from twins.models import AuditEntry, ITwin
from twins.queries.support_search import LONGEST_SEARCH, containing, pasted_id

# Of what an entry is about, in the list: a role may have been taken from hundreds.
_MOST_NAMES = 5


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    actions = None
    list_display = ["moment", "operation", "itwin_name", "by", "changed", "reason"]
    list_filter = ["operation", "channel"]
    list_select_related = ["user"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ["-at"]
    search_fields = ["itwin_name"]
    search_help_text = "The whole id of an iTwin or person, a whole e-mail, or part of a name."
    fields = ["moment", "operation", "itwin", "itwin_id", "user_", "channel", "changes_", "reason"]
    readonly_fields = ["moment", "itwin", "user_", "changes_"]

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
            return queryset.filter(Q(itwin_id=guid) | Q(user=guid)), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        if "@" in text:
            return queryset.filter(containing(text, "itwin_name") | _by_person(text)), False
        return (queryset.filter(containing(text, "itwin_name")) if text else queryset), False

    @admin.display(description="when", ordering="at")
    def moment(self, entry: AuditEntry) -> str:
        return in_utc(entry.at)

    @admin.display(description="iTwin, by its name at the time")
    def itwin(self, entry: AuditEntry) -> SafeString | str:
        itwin = ITwin.objects.filter(pk=entry.itwin_id).first()
        if itwin is None:  # purged
            return entry.itwin_name
        return format_html("{}, now {}", entry.itwin_name, itwin_link(itwin))

    @admin.display(description="by")
    def user_(self, entry: AuditEntry) -> SafeString:
        return user_link(entry.user_id, entry.user)

    @admin.display(description="by")
    def by(self, entry: AuditEntry) -> str:
        return f"{entry.user} ({entry.channel})"

    @admin.display(description="changed")
    def changed(self, entry: AuditEntry) -> str:
        names = list(entry.changes)
        more = len(names) - _MOST_NAMES
        others = f" and {more} more" if more > 0 else ""
        return ", ".join(names[:_MOST_NAMES]) + others

    @admin.display(description="changes")
    def changes_(self, entry: AuditEntry) -> SafeString:
        return format_html_join(
            "",
            '<div class="change">{}: {} → {}</div>',
            ((name, _shown(before), _shown(now)) for name, (before, now) in entry.changes.items()),
        )


def _by_person(email: str) -> Q:
    return Q(user__email__iexact=email)


def _shown(value: Any) -> Any:
    return "nothing" if value is None else value
