"""The simple options of a list: one filter each, for the API's parameters and the pages' form."""

from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from itwins_site.wire.guids import parse_guid
from twins.choices import Status, SubClass
from twins.folding import fold, fold_key
from twins.queries.itwin_properties import BY_NAME

_LONGEST_FOLDED = 1020  # no stored text is longer, and SQLite refuses patterns over 50,000


class WordField(forms.Field):
    """One word of a closed vocabulary, in any casing."""

    def __init__(self, *, words: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.words = {word.lower(): word for word in words}

    def to_python(self, value: Any) -> str | None:
        if value in self.empty_values:
            return None
        word = self.words.get(str(value).strip().lower())
        if word is None:
            raise ValidationError("unknown word")
        return word


class WordListField(WordField):
    """Several words, separated by commas (and, from a page's form, given more than once)."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> Any:
        words = [word for given in value or () for word in str(given).split(",") if word.strip()]
        return tuple(dict.fromkeys(super(WordListField, self).to_python(word) for word in words))


class GuidField(forms.Field):
    def to_python(self, value: Any) -> UUID | None:
        if value in self.empty_values:
            return None
        guid = parse_guid(str(value).strip())
        if guid is None:
            raise ValidationError("not a GUID")
        return guid


class _Filter(django_filters.Filter):
    """Asks its filter set, which knows whether the rows are of ITwin or of VisibleITwin."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        if value in django_filters.constants.EMPTY_VALUES:
            return qs
        return qs.filter(self.condition(BY_NAME[self.field_name].path(qs.model), value))

    def condition(self, path: str, value: Any) -> Q:
        return Q(**{path: value})


class _WordFilter(_Filter):
    field_class = WordField


class _WordListFilter(_Filter):
    field_class = WordListField

    def condition(self, path: str, value: Any) -> Q:
        return Q(**{f"{path}__in": value})


class _GuidFilter(_Filter):
    field_class = GuidField


class _TextFilter(_Filter):
    field_class = forms.CharField

    def condition(self, path: str, value: str) -> Q:
        return Q(**{path: fold_key(value)})


class _SearchFilter(django_filters.Filter):
    field_class = forms.CharField

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        if not value:
            return qs
        text = fold(value)
        if len(text) > _LONGEST_FOLDED:
            return qs.none()
        return qs.filter(Q(number_folded__contains=text) | Q(display_name_folded__contains=text))


class ITwinFilters(django_filters.FilterSet):
    """Filters rows of ITwin or of VisibleITwin by the parameters that the wire names."""

    subClass = _WordListFilter("subClass", words=SubClass.values)  # noqa: N815 -- the wire's word
    status = _WordFilter("status", words=Status.values)
    type = _TextFilter("type", strip=False)
    number = _TextFilter("number", strip=False)
    displayName = _TextFilter("displayName", strip=False)  # noqa: N815
    parentId = _GuidFilter("parentId")  # noqa: N815
    iTwinAccountId = _GuidFilter("iTwinAccountId")  # noqa: N815
    search = _SearchFilter("number", strip=False)


# No attribute can be called so.
ITwinFilters.base_filters["$search"] = ITwinFilters.base_filters.pop("search")
