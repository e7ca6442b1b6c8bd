"""iTwins: found, corrected, deleted and restored by support staff, all through the operations."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import OwnerMember, User, UserMember, UserMemberRole
from twins.admin.itwin_filters import DeletedFilter, SubClassFilter
from twins.admin.itwin_forms import ITwinForm, ReasonForm
from twins.admin.links import itwin_address, itwin_link, owner_link, user_link
from twins.admin.moments import in_utc
from twins.choices import Channel
from twins.errors import CannotRestoreITwin, ITwinExists, ITwinNotFound
from twins.models import ITwin
from twins.models.itwin import ITwinQuerySet
from twins.operations.hierarchy import HierarchyChanged
from twins.operations.lifecycle import change_itwin, delete_itwin, restore_itwin
from twins.queries.support_search import LONGEST_SEARCH, pasted_id

_SHOWN_PEOPLE = 50


@admin.register(ITwin)
class ITwinAdmin(admin.ModelAdmin):
    form = ITwinForm
    actions = None  # "Delete selected" would pass by the operations
    list_display = [
        "number_",
        "name",
        "sub_class",
        "status",
        "account_",
        "organization",
        "deleted",
    ]
    list_display_links = ["number_", "name"]
    list_filter = [DeletedFilter, "status", SubClassFilter]
    list_select_related = ["account__ownership__organization", "account__ownership__user"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ["number_folded"]
    # What makes the search box appear; `get_search_results` does the searching.
    search_fields = ["number_folded", "display_name_folded"]
    search_help_text = (
        "A whole id, part of a number or name, or a whole e-mail of an owner or member."
    )
    fieldsets = [
        (None, {"fields": ["display_name", "number", "sub_class", "type", "status"]}),
        (
            "Place",
            {
                "fields": [
                    "geographic_location",
                    "latitude",
                    "longitude",
                    "iana_time_zone",
                    "data_center_location",
                ]
            },
        ),
        ("Where it belongs", {"fields": ["parent_", "account_", "organization"]}),
        ("Record", {"fields": ["id", "created", "last_modified", "deleted"]}),
        ("Why", {"fields": ["reason"]}),
    ]
    readonly_fields = [
        "id",
        "sub_class",
        "data_center_location",
        "parent_",
        "account_",
        "organization",
        "created",
        "last_modified",
        "deleted",
    ]

    # --- Finding ----------------------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> ITwinQuerySet:
        return ITwin.objects.except_accounts().order_by(*self.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        itwin_id = pasted_id(text)
        if itwin_id is not None:
            return queryset.filter(pk=itwin_id), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        if "@" in text:
            return queryset.matching(text) | queryset.filter(_of_person(text)), False
        return (queryset.matching(text) if text else queryset), False

    # --- Showing ----------------------------------------------------------------------------------
    @admin.display(description="number", ordering="number_folded")
    def number_(self, itwin: ITwin) -> str:
        return itwin.number

    @admin.display(description="name", ordering="display_name_folded")
    def name(self, itwin: ITwin) -> str:
        return itwin.display_name

    @admin.display(description="parent")
    def parent_(self, itwin: ITwin) -> SafeString | None:
        return itwin_link(itwin.parent)

    @admin.display(description="account")
    def account_(self, itwin: ITwin) -> SafeString | None:
        return itwin_link(itwin.account)

    @admin.display(description="organization")
    def organization(self, itwin: ITwin) -> SafeString:
        return owner_link(itwin.account.ownership)

    @admin.display(description="created")
    def created(self, itwin: ITwin) -> SafeString:
        by = user_link(itwin.created_by_id, itwin.created_by)
        return format_html("{} by {}", in_utc(itwin.created_at), by)

    @admin.display(description="last modified")
    def last_modified(self, itwin: ITwin) -> SafeString:
        by = user_link(itwin.last_modified_by_id, itwin.last_modified_by)
        return format_html("{} by {}", in_utc(itwin.last_modified_at), by)

    @admin.display(description="deleted", ordering="deleted_at", empty_value="")
    def deleted(self, itwin: ITwin) -> str | None:
        return None if itwin.deleted_at is None else in_utc(itwin.deleted_at)

    def get_fieldsets(self, request: HttpRequest, obj: ITwin | None = None) -> list[Any]:
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return [fieldset for fieldset in self.fieldsets if "reason" not in fieldset[1]["fields"]]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        itwin = self.get_object(request, unquote(object_id))
        people = {} if itwin is None else {"owners": _owners(itwin), "members": _members(itwin)}
        return super().change_view(request, object_id, form_url, people)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The audit entries: the admin's own log knows nothing of the API and the pages."""
        entries = reverse("admin:twins_auditentry_changelist")
        return HttpResponseRedirect(f"{entries}?q={self._itwin(request, object_id).pk}")

    # --- Writing ----------------------------------------------------------------------------------
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ITwin | None = None) -> bool:
        is_live = obj is None or obj.deleted_at is None
        return is_live and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: ITwin | None = None) -> bool:
        is_live = obj is None or obj.deleted_at is None
        return is_live and super().has_delete_permission(request, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (ITwinExists, ITwinNotFound) as refusal:  # lost a race after the form's own checks
            messages.error(request, refusal.message)
            return HttpResponseRedirect(request.path)

    def save_model(self, request: HttpRequest, obj: ITwin, form: ITwinForm, change: bool) -> None:
        change_itwin(
            obj,
            by=_support(request),
            through=Channel.ADMIN,
            reason=form.cleaned_data["reason"],
            **form.changed_values,
        )

    # --- Deleting and restoring -------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        restore = path(
            "<path:object_id>/restore/",
            self.admin_site.admin_view(self.restore_view),
            name="twins_itwin_restore",
        )
        return [restore, *super().get_urls()]

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        itwin = self._itwin(request, object_id)
        if not self.has_delete_permission(request, itwin):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            delete_itwin(itwin, by=_support(request), through=Channel.ADMIN, reason=reason)
            messages.success(request, f"{itwin} was deleted. It can be restored from its page.")
            return HttpResponseRedirect(reverse("admin:twins_itwin_changelist"))
        children = ITwin.objects.live().children_of(itwin).count()
        return self._confirmation(request, "delete", itwin, form, child_count=children)

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        itwin = self._itwin(request, object_id)
        if not super().has_change_permission(request, itwin):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if form.is_valid() and _restored(itwin, request, form):
            messages.success(request, f"{itwin} is back under {itwin.parent}.")
            return HttpResponseRedirect(itwin_address(itwin))
        return self._confirmation(request, "restore", itwin, form)

    def _itwin(self, request: HttpRequest, object_id: str) -> ITwin:
        itwin = self.get_object(request, unquote(object_id))
        if itwin is None:
            raise Http404
        return itwin

    def _confirmation(
        self, request: HttpRequest, what: str, itwin: ITwin, form: ReasonForm, **facts: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{what.title()} {itwin}?",
            "opts": self.opts,
            "itwin": itwin,
            "parent": itwin_link(itwin.parent),
            "form": form,
            "media": self.media,
            **facts,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/twins/itwin/{what}_confirmation.html", context)


def _support(request: HttpRequest) -> User:
    """Whoever is asking; the admin has let nobody in without signing in."""
    return cast(User, request.user)


def _of_person(email: str) -> Q:
    """The iTwins that the person with exactly this e-mail owns or is a member of."""
    return Q(pk__in=OwnerMember.objects.filter(user__email__iexact=email).values("itwin")) | Q(
        pk__in=UserMember.objects.filter(user__email__iexact=email).values("itwin")
    )


def _owners(itwin: ITwin) -> Page:
    owners = OwnerMember.objects.filter(itwin=itwin).select_related("user").order_by("user__email")
    return Paginator(owners, _SHOWN_PEOPLE).get_page(1)


def _members(itwin: ITwin) -> Page:
    roles = UserMemberRole.objects.select_related("role").order_by("position")
    members = (
        UserMember.objects.filter(itwin=itwin)
        .select_related("user")
        .prefetch_related(Prefetch("role_assignments", roles))
        .order_by("user__email")
    )
    return Paginator(members, _SHOWN_PEOPLE).get_page(1)


def _restored(itwin: ITwin, request: HttpRequest, form: forms.Form) -> bool:
    """Restores, or says in the form what is in the way."""
    try:
        restore_itwin(
            itwin,
            by=_support(request),
            through=Channel.ADMIN,
            reason=form.cleaned_data["reason"],
        )
    except CannotRestoreITwin as obstacle:
        form.add_error(None, str(obstacle))
    except HierarchyChanged:
        form.add_error(None, "The hierarchy has just changed. Next: try again.")
    return form.is_valid()
