"""Applications that ask the issuer for tokens: looked up, trusted and removed by support staff."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from oauth2_provider import admin as _issuer  # noqa: F401 -- registers what is replaced below

from accounts.errors import ApplicationNotFound
from accounts.models import Application, User
from accounts.operations.applications import remove_application, trust_application
from accounts.queries.applications import belongings_of, with_use
from twins.queries.support_search import LONGEST_SEARCH, containing, pasted_id

admin.site.unregister(Application)

_FIELDS = [
    *("name", "kind", "client_id", "organization_", "registered_by", "acts_as", "may"),
    *("people", "live_tokens", "redirects", "sign_outs", "skip_authorization", "created"),
]


class TrustedFilter(admin.BooleanFieldListFilter):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.title = "trusted"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Why you do this, or the ticket. The admin's log keeps it.",
    )


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin):
    """Looked up here, registered in the pages; only whether it is trusted is changed here."""

    view_on_site = False  # a page of the library, which is not served
    actions = None  # "Delete selected" would pass by the operations
    list_display = [
        *("name", "kind", "client_id", "organization_", "registered_by", "live_tokens"),
        "is_trusted",
    ]
    list_filter = ["kind", ("skip_authorization", TrustedFilter)]
    list_select_related = ["organization", "user"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ["name", "id"]
    # What makes the search box appear; `get_search_results` does the searching.
    search_fields = ["name"]
    search_help_text = (
        "A whole client id, the whole id of a person, or part of a name, of an organization's,"
        " or of the e-mail of who registered it or of a service."
    )
    readonly_fields = [name for name in _FIELDS if name != "skip_authorization"]

    # --- Finding and showing ----------------------------------------------------------------------
    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return with_use(Application.objects.order_by(*self.ordering))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        guid = pasted_id(text)
        if guid is not None:
            return queryset.filter(user=guid) | queryset.filter(service_member=guid), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        columns = ("name", "client_id", "organization__name", "user__email")
        found = containing(text, *columns, "service_member__email")
        return (queryset.filter(found) if text else queryset), False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is None or obj.is_service:  # which asks nobody
            return [name for name in _FIELDS if name != "skip_authorization"]
        return [*_FIELDS]

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **options: Any
    ) -> Any:
        if db_field.name == "skip_authorization":
            options |= {
                "label": "Trusted",
                "help_text": "Asks nobody for consent. It ends when another redirect URI is added.",
            }
        return super().formfield_for_dbfield(db_field, request, **options)

    @admin.display(description="trusted", boolean=True, ordering="skip_authorization")
    def is_trusted(self, application: Application) -> bool:
        return application.skip_authorization

    @admin.display(description="organization", ordering="organization__name")
    def organization_(self, application: Application) -> SafeString | None:
        return _link("organization", application.organization)

    @admin.display(description="registered by", ordering="user__email")
    def registered_by(self, application: Application) -> SafeString | None:
        return _link("user", application.user)

    @admin.display(description="acts as")
    def acts_as(self, application: Application) -> SafeString | str | None:
        if application.is_service:
            return _link("user", application.service_member)
        return "whoever signs in"

    @admin.display(description="status")
    def may(self, application: Application) -> str:
        if application.is_usable(None):
            return "Gets tokens."
        return "Gets no tokens: whom it acts as, or who registered it, is not active."

    @admin.display(description="let in by")
    def people(self, application: Any) -> int:
        return application.people

    @admin.display(description="live tokens")
    def live_tokens(self, application: Any) -> int:
        return application.live_tokens

    @admin.display(description="redirect URIs")
    def redirects(self, application: Application) -> SafeString:
        return _lines(application.redirect_uris)

    @admin.display(description="sign-out URIs")
    def sign_outs(self, application: Application) -> SafeString:
        return _lines(application.post_logout_redirect_uris)

    # --- Writing ----------------------------------------------------------------------------------
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Application, form: forms.ModelForm, change: bool
    ) -> None:
        if "skip_authorization" in form.changed_data:
            trust_application(application=obj, is_trusted=obj.skip_authorization)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ApplicationNotFound as refusal:  # removed since the form was read
            messages.error(request, refusal.message)
            return HttpResponseRedirect(reverse("admin:accounts_application_changelist"))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        application = self.get_object(request, unquote(object_id))
        if application is None:
            raise Http404
        if not self.has_delete_permission(request, application):
            raise PermissionDenied
        form = ReasonForm(request.POST or None)
        if not form.is_valid():
            return self._confirmation(request, application, form)
        by, reason = cast(User, request.user), form.cleaned_data["reason"]
        gone = Application(pk=application.pk, name=application.name)
        try:
            remove_application(application=application, by=by, reason=reason)
        except ApplicationNotFound:
            messages.error(request, f"{application} was removed by somebody else.")
        else:
            LogEntry.objects.log_actions(
                by.pk, [gone], DELETION, change_message=reason, single_object=True
            )
            messages.success(request, f"{application} is removed.")
        return HttpResponseRedirect(reverse("admin:accounts_application_changelist"))

    def _confirmation(
        self, request: HttpRequest, application: Application, form: ReasonForm
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"Remove {application}?",
            "opts": self.opts,
            "application": application,
            "belongings": belongings_of(application),
            "form": form,
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        template = "admin/accounts/application/removal_confirmation.html"
        return TemplateResponse(request, template, context)


def _link(page: str, to: Any) -> SafeString | None:
    if to is None:
        return None
    address = reverse(f"admin:accounts_{page}_change", args=[to.pk])
    return format_html('<a href="{}">{}</a>', address, to)


def _lines(addresses: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ([each] for each in addresses.split()))
