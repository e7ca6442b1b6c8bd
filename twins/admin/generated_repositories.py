"""Generated repositories: what other services of the deployment hold for one iTwin or every one."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from twins.admin.links import itwin_link
from twins.choices import SUB_CLASSES_OF_CLASS, RepositoryClass
from twins.models import GeneratedRepository
from twins.queries.support_search import LONGEST_SEARCH, containing, pasted_id

_CHOICES = [
    (word.value, word.label) for word in RepositoryClass if word not in SUB_CLASSES_OF_CLASS
]


class GeneratedRepositoryForm(forms.ModelForm):
    # Those of a manual class are added by people.
    repository_class = forms.ChoiceField(label="Class", choices=_CHOICES)

    class Meta:
        model = GeneratedRepository
        fields = [
            *("itwin", "repository_class", "display_name", "uri_template"),
            *("content", "position"),
        ]
        help_texts = {
            "content": "The global repository whose resources it shows. Empty: it shows none, and"
            " is listed but not found by its id.",
            "position": "Lower comes first. Curated content comes before all others.",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        itwin = cleaned.get("itwin")
        taken = GeneratedRepository.objects.filter(
            itwin=itwin, repository_class=cleaned.get("repository_class")
        )
        if "itwin" in cleaned and taken.exclude(pk=self.instance.pk).exists():
            whose = "This iTwin has" if itwin else "Every iTwin has"
            self.add_error("repository_class", f"{whose} a repository of this class already.")
        return cleaned


@admin.register(GeneratedRepository)
class GeneratedRepositoryAdmin(admin.ModelAdmin):
    form = GeneratedRepositoryForm
    actions = None
    list_display = ["display_name", "repository_class", "of", "uri_template", "content"]
    list_select_related = ["itwin", "content"]
    raw_id_fields = ["itwin"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # What makes the search box appear; `get_search_results` does the searching.
    search_fields = ["display_name"]
    search_help_text = "The whole id of an iTwin, or part of a name or URI."
    ordering = ["repository_class", "position", "id"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        guid = pasted_id(text)
        if guid is not None:
            return queryset.filter(itwin=guid), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        found = queryset.filter(containing(text, "display_name", "uri_template"))
        return (found if text else queryset), False

    @admin.display(description="of")
    def of(self, generated: GeneratedRepository) -> SafeString | str | None:
        return itwin_link(generated.itwin) or "every iTwin"
