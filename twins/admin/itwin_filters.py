"""The filters beside the list of iTwins."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from twins.choices import SubClass


class DeletedFilter(admin.SimpleListFilter):
    """Without a choice the deleted are listed too: whoever looks for one must find it."""

    title = "deleted"
    parameter_name = "deleted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "No"), ("yes", "Yes, can be restored")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() not in {"no", "yes"}:
            return queryset
        return queryset.filter(deleted_at__isnull=self.value() == "no")


class SubClassFilter(admin.SimpleListFilter):
    """Every subclass but Account, which has a list of its own."""

    title = "subclass"
    parameter_name = "sub_class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, label in SubClass.choices if value != SubClass.ACCOUNT]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(sub_class=self.value()) if self.value() else queryset
