"""Global repositories: curated content with its resources and graphics, kept by support staff."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from twins.admin.graphic_forms import GraphicForm, JsonTextarea, object_or_nothing
from twins.models import GlobalGraphic, GlobalRepository, GlobalResource
from twins.queries.repository_resource_values import is_segment
from twins.queries.support_search import LONGEST_SEARCH, containing

_MOST_ON_ONE_FORM = 100  # Django refuses forms of more than 1,000 fields


class ResourceForm(forms.ModelForm):
    class Meta:
        model = GlobalResource
        fields = ["repository", "resource_id", "display_name", "type", "position", "properties"]
        help_texts = {
            "resource_id": "As it stands in addresses.",
            "type": "Of its graphics, such as IMAGERY or 3DTILES.",
            "position": "Lower comes first.",
            "properties": "What is known about it: a JSON object.",
        }
        # Narrow: they stand side by side in the inline.
        widgets = {
            "resource_id": forms.TextInput(attrs={"size": 24}),
            "type": forms.TextInput(attrs={"size": 12}),
            "properties": JsonTextarea,
        }

    def clean_resource_id(self) -> str:
        resource_id = self.cleaned_data["resource_id"]
        if not is_segment(resource_id):
            raise forms.ValidationError("An address cannot hold it: no / \\ ? # % and no . alone.")
        return resource_id

    def clean_properties(self) -> dict[str, Any]:
        return object_or_nothing(self.cleaned_data["properties"]) or {}

    def clean(self) -> dict[str, Any]:
        self.instance.display_name = (super().clean() or {}).get("display_name", "")
        self.instance.fold_name()
        return self.cleaned_data


class ResourceInline(admin.TabularInline):
    model = GlobalResource
    form = ResourceForm
    fields = ["resource_id", "display_name", "type", "position"]
    ordering = ["position", "id"]
    show_change_link = True
    extra = 0
    verbose_name = "resource"
    verbose_name_plural = "resources"


class GraphicInline(admin.StackedInline):
    model = GlobalGraphic
    form = GraphicForm
    fields = [
        ("type", "position"),
        "uri",
        ("authentication_type", "authentication_name", "authentication_secret"),
        "provider",
    ]
    ordering = ["position", "id"]
    extra = 0
    verbose_name = "graphic"
    verbose_name_plural = "graphics"


@admin.register(GlobalRepository)
class GlobalRepositoryAdmin(admin.ModelAdmin):
    actions = None
    list_display = ["display_name", "id", "repository_class", "uri", "number_of_resources"]
    show_full_result_count = False
    ordering = ["id"]
    inlines = [ResourceInline]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields = ["id", "repository_class", "display_name", "uri"]
        return fields if obj is None else [*fields, "number_of_resources"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # The id stands in addresses that clients keep.
        return [] if obj is None else ["id", "number_of_resources"]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """The resources, while they fit into one form; otherwise they are on a list of their own."""
        fits = obj is None or obj.resource_count <= _MOST_ON_ONE_FORM
        return self.inlines if fits else []

    def get_queryset(self, request: HttpRequest) -> QuerySet[GlobalRepository]:
        return GlobalRepository.objects.annotate(resource_count=Count("resources"))

    @admin.display(description="resources")
    def number_of_resources(self, repository: Any) -> SafeString:
        chosen = {"repository__id__exact": repository.pk}
        address = reverse("admin:twins_globalresource_changelist", query=chosen)
        return format_html('<a href="{}">{}</a>', address, repository.resource_count)


@admin.register(GlobalResource)
class GlobalResourceAdmin(admin.ModelAdmin):
    form = ResourceForm
    actions = None
    list_display = ["display_name", "resource_id", "type", "repository"]
    list_filter = ["repository"]
    list_select_related = ["repository"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # What makes the search box appear; `get_search_results` does the searching.
    search_fields = ["display_name"]
    search_help_text = "Part of an id or name."
    ordering = ["repository", "position", "id"]
    readonly_fields = ["repository_"]
    inlines = [GraphicInline]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        repository = "repository" if obj is None else "repository_"
        return [repository, "resource_id", "display_name", "type", "position", "properties"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        found = queryset.filter(containing(text, "resource_id", "display_name"))
        return (found if text else queryset), False

    @admin.display(description="repository")
    def repository_(self, resource: GlobalResource) -> SafeString:
        address = reverse("admin:twins_globalrepository_change", args=[resource.repository_id])
        return format_html('<a href="{}">{}</a>', address, resource.repository)
