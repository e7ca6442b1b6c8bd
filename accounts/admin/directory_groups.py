"""Directory groups: named and filled by hand where no identity provider feeds them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from accounts.models import DirectoryGroup, DirectoryGroupUser, Organization, User
from accounts.operations.directory_groups import (
    create_directory_group,
    delete_directory_group,
    put_into_directory_group,
    rename_directory_group,
)
from accounts.queries.people import is_internal, people_by_email
from twins.folding import fold_key
from twins.queries.support_search import LONGEST_SEARCH, containing, pasted_id

_SHOWN_STRANGERS = 5


class DirectoryGroupForm(forms.ModelForm):
    people = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 20, "cols": 60, "spellcheck": "false"}),
        help_text="E-mail addresses of people of the organization, one a line.",
    )

    class Meta:
        model = DirectoryGroup
        fields = ["organization", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].initial = "\n".join(_emails_in(self.instance))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # Chosen when a group is added; afterwards it is shown, and no field of the form.
        organization = (
            cleaned.get("organization")
            if self.instance._state.adding  # noqa: SLF001 -- Django's documented name
            else self.instance.organization
        )
        if organization is not None:
            self._refuse_taken_name(cleaned.get("name", ""), organization)
            cleaned["people"] = self._people_named(cleaned.get("people", ""), organization)
        return cleaned

    def _refuse_taken_name(self, name: str, organization: Organization) -> None:
        others = organization.directory_groups.exclude(pk=self.instance.pk)
        if others.filter(name_folded=fold_key(name)).exists():
            self.add_error("name", "The organization has a directory group of this name already.")

    def _people_named(self, text: str, organization: Organization) -> list[User]:
        """The people whom the lines name; those who are in the group may have left since."""
        emails = {line.strip().lower() for line in text.splitlines() if line.strip()}
        staying = User.objects.filter(directory_memberships__directory_group=self.instance.pk)
        known = people_by_email(emails)
        welcome = {
            email: user for email, user in known.items() if is_internal(user, organization.pk)
        }
        welcome |= {user.email.lower(): user for user in staying}
        strangers = sorted(emails - welcome.keys())
        if strangers:
            shown = ", ".join(strangers[:_SHOWN_STRANGERS])
            more = len(strangers) - _SHOWN_STRANGERS
            others = f" and {more} more" if more > 0 else ""
            self.add_error("people", f"Not of this organization: {shown}{others}.")
        return [welcome[email] for email in emails if email in welcome]


@admin.register(DirectoryGroup)
class DirectoryGroupAdmin(admin.ModelAdmin):
    form = DirectoryGroupForm
    actions = None
    list_display = ["name", "organization", "number_of_people"]
    list_select_related = ["organization"]
    show_full_result_count = False
    ordering = ["name_folded", "pk"]
    # What makes the search box appear; `get_search_results` does the searching.
    search_fields = ["name"]
    search_help_text = "A whole id, part of a name, or the e-mail of somebody in it."
    fields = ["organization", "name", "people"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [] if obj is None else ["organization"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DirectoryGroup]:
        within = DirectoryGroupUser.objects.filter(directory_group=OuterRef("pk")).order_by()
        number = within.values("directory_group").annotate(number=Count("pk")).values("number")
        return DirectoryGroup.objects.order_by(*self.ordering).annotate(
            person_count=Coalesce(Subquery(number, output_field=IntegerField()), 0)
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        group_id = pasted_id(text)
        if group_id is not None:
            return queryset.filter(pk=group_id), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        if "@" in text:
            within = DirectoryGroupUser.objects.filter(user__email__iexact=text)
            return queryset.filter(pk__in=within.values("directory_group")), False
        return (queryset.filter(containing(text, "name")) if text else queryset), False

    @admin.display(description="people")
    def number_of_people(self, directory_group: Any) -> int:
        return directory_group.person_count

    @transaction.atomic
    def save_model(
        self, request: HttpRequest, obj: DirectoryGroup, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            rename_directory_group(directory_group=obj, name=obj.name)
        else:
            created = create_directory_group(organization=obj.organization, name=obj.name)
            obj.pk = created.pk
        put_into_directory_group(directory_group=obj, people=form.cleaned_data["people"])

    def delete_model(self, request: HttpRequest, obj: DirectoryGroup) -> None:
        delete_directory_group(directory_group=obj)


def _emails_in(directory_group: DirectoryGroup) -> list[str]:
    people = User.objects.filter(directory_memberships__directory_group=directory_group.pk)
    return list(people.order_by("email").values_list("email", flat=True))
