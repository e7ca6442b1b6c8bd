"""People: found, named, given their place in the organization, and let in or kept out."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.models import Application, User
from accounts.operations.failed_sign_ins import let_try_again
from accounts.operations.sign_out import sign_out_everywhere
from accounts.queries.failed_sign_ins import failures_of
from accounts.queries.people import is_removed_service
from twins.queries.support_search import LONGEST_SEARCH, containing, pasted_id


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    actions = None
    list_display = ["email", "name", "organization_", "organization_role", "is_active", "is_staff"]
    list_select_related = ["organization"]
    list_filter = ["is_active", "is_staff", "is_service", "organization_role"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    ordering = ["email"]
    # What makes the search box appear; `get_search_results` does the searching.
    search_fields = ["email"]
    search_help_text = "A whole id, or part of an e-mail or name."
    fieldsets = [
        (None, {"fields": ["email", "given_name", "surname", "is_active", "applications"]}),
        ("Organization", {"fields": ["organization_", "organization_role"]}),
        (
            "Record",
            {"fields": ["id", "itwins", "api_tokens", "is_staff", "created_at", "last_login"]},
        ),
        ("At the outside provider", {"fields": ["issuer", "subject"]}),
        ("Passwords", {"fields": ["failed_sign_ins"]}),
    ]
    # Nobody is made support staff here: the command create_support does that.
    readonly_fields = [
        "email",
        "applications",
        "organization_",
        "id",
        "itwins",
        "api_tokens",
        "is_staff",
        "created_at",
        "last_login",
        "issuer",
        "subject",
        "failed_sign_ins",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = [*self.readonly_fields]
        if obj is not None and obj.pk == request.user.pk:  # or one could lock oneself out
            fields.append("is_active")
        if obj is not None and not obj.is_active and is_removed_service(obj):
            fields.append("is_active")  # nothing could act as it
        if obj is not None and obj.organization_id is None:  # there is nothing to administer
            fields.append("organization_role")
        return fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = " ".join(search_term.split())
        user_id = pasted_id(text)
        if user_id is not None:
            return queryset.filter(pk=user_id), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        named = queryset.alias(full_name=Concat("given_name", Value(" "), "surname"))
        found = named.filter(containing(text, "email", "full_name"))
        return (found if text else queryset), False

    @admin.display(description="name")
    def name(self, user: User) -> str:
        return f"{user.given_name} {user.surname}".strip()

    @admin.display(description="organization", ordering="organization__name")
    def organization_(self, user: User) -> SafeString | None:
        if user.organization is None:
            return None
        address = reverse("admin:accounts_organization_change", args=[user.organization_id])
        return format_html('<a href="{}">{}</a>', address, user.organization)

    @admin.display(description="applications")
    def applications(self, user: User) -> SafeString | str:
        if not user.is_service:
            address = reverse("admin:accounts_application_changelist", query={"q": user.email})
            return format_html('<a href="{}">Those they registered</a>', address)
        application = Application.objects.filter(service_member=user).first()
        if application is None and user.subject:
            return "None: this is a service of the issuer below. Nobody can sign in as it."
        if application is None:
            return "This was a service application, which is removed. Nobody can sign in as it."
        address = reverse("admin:accounts_application_change", args=[application.pk])
        return format_html(
            'This is the service application <a href="{}">{}</a>: it has no password and nobody'
            " can sign in as it. While it is not active it gets no tokens.",
            address,
            application,
        )

    @admin.display(description="iTwins")
    def itwins(self, user: User) -> SafeString:
        address = reverse("admin:twins_itwin_changelist", query={"q": user.email})
        return format_html('<a href="{}">Those they own or are a member of</a>', address)

    @admin.display(description="API tokens")
    def api_tokens(self, user: User) -> SafeString:
        address = reverse("admin:accounts_apitoken_changelist", query={"q": str(user.pk)})
        return format_html('<a href="{}">Those they made</a>', address)

    @admin.display(description="failed sign-ins")
    def failed_sign_ins(self, user: User) -> str:
        return f"{failures_of(user) or 'None'} lately"

    # --- Letting out and in -----------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        views = {"sign_out": self.sign_out_view, "let_try_again": self.let_try_again_view}
        own = [
            path(
                f"<path:object_id>/{name.replace('_', '-')}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"accounts_user_{name}",
            )
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def sign_out_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        user = self._user(request, object_id)
        sign_out_everywhere(user)
        return self._done(request, user, "Signed out everywhere.")

    def let_try_again_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        user = self._user(request, object_id)
        let_try_again(user)
        return self._done(request, user, "May try their password again.")

    def _user(self, request: HttpRequest, object_id: str) -> User:
        user = self.get_object(request, unquote(object_id))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user

    def _done(self, request: HttpRequest, user: User, what: str) -> HttpResponse:
        self.log_change(request, user, what)
        messages.success(request, what)
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[user.pk]))

    def save_model(
        self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool
    ) -> None:
        obj.save(update_fields=form.changed_data)
        if "is_active" in form.changed_data and not obj.is_active:
            sign_out_everywhere(obj)  # what was open would be open again when they come back
