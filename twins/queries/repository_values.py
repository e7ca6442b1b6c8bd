"""What a body says about a repository: checked as a whole, then columns and their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict, cast

import orjson

from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.request_bodies import is_storable
from twins.choices import SUB_CLASSES_OF_CLASS, AuthenticationType, RepositorySubClass
from twins.errors import CannotAddRepository, CannotUpdateRepository
from twins.models import Repository
from twins.queries.itwin_values import capitalized, incorrect, is_empty, missing

_MOST_OPTIONS = 64 * 1024  # bytes; a list holds those of every repository
_PROPERTIES_OF_TYPE = {
    AuthenticationType.HEADER.value: ("key", "value"),
    AuthenticationType.QUERY_PARAMETER.value: ("key", "value"),
    AuthenticationType.BASIC.value: ("username", "password"),
}
_LONGEST_SECRET = 8192
_FITTING = {word.value: sub_classes for word, sub_classes in SUB_CLASSES_OF_CLASS.items()}
_TEXTS = ("uri", "displayName")
_READ_ONLY = ("id", "class", "subClass")


class RepositoryValues(TypedDict, total=False):
    """What a person may say about a repository, by the names of its columns."""

    display_name: str
    uri: str
    authentication: dict[str, str] | None
    options: dict[str, Any] | None


@dataclass(frozen=True)
class NewRepository:
    """A create body without contradictions."""

    repository_class: str
    sub_class: str
    values: RepositoryValues

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "NewRepository":
        """Raises CannotAddRepository with everything that is wrong."""
        details = [
            missing(name) for name in ("class", "subClass", "uri") if is_empty(body.get(name))
        ]
        details += _wrong_kind(body)
        said = {name: body[name] for name in _COLUMNS if body.get(name) is not None}
        values = _read(_without_empty_texts(said), details)
        if details:
            raise CannotAddRepository(*details)
        values.setdefault("display_name", body["subClass"])
        return cls(body["class"], body["subClass"], values)


def changes_of_repository(body: Mapping[str, Any], *, of: Repository) -> RepositoryValues:
    """What an update body changes; null removes authentication and options.

    Raises CannotUpdateRepository with everything that is wrong. Read-only properties are
    tolerated when they repeat what is stored: clients send whole objects back.
    """
    details = [missing(name) for name in _TEXTS if name in body and is_empty(body[name])]
    stored = {"class": of.repository_class, "subClass": of.sub_class}
    details += [
        ErrorDetail(
            "ReadOnlyProperty", f"{capitalized(name)} is read only and cannot be modified.", name
        )
        for name in _READ_ONLY
        if name in body
        and (parse_guid(body[name]) != of.pk if name == "id" else body[name] != stored[name])
    ]
    said = {name: body[name] for name in _COLUMNS if name in body}
    values = _read(_without_empty_texts(said), details)
    if details:
        raise CannotUpdateRepository(*details)
    return values


def _without_empty_texts(said: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in said.items() if name not in _TEXTS or not is_empty(value)
    }


def _wrong_kind(body: Mapping[str, Any]) -> list[ErrorDetail]:
    """What is wrong with class and subClass, which are given but need not fit each other."""
    repository_class, sub_class = body.get("class"), body.get("subClass")
    # Asked for its type first: what is no text cannot be looked up.
    known = _FITTING.get(repository_class) if isinstance(repository_class, str) else None
    details = []
    if not is_empty(repository_class) and known is None:
        details.append(incorrect("class"))
    if not is_empty(sub_class) and sub_class not in (known or RepositorySubClass.values):
        details.append(incorrect("subClass"))
    return details


def _read(said: Mapping[str, Any], details: list[ErrorDetail]) -> RepositoryValues:
    """The values of what was said; what is wrong joins the details."""
    values: dict[str, Any] = {}
    for name, value in said.items():
        column, read = _COLUMNS[name]
        found = read(name, value)
        if isinstance(found, ErrorDetail):
            details.append(found)
        else:
            values[column] = found
    return cast("RepositoryValues", values)


def read_text(longest: int) -> Callable[[str, Any], str | ErrorDetail]:
    """A reader of texts up to a length."""

    def read(name: str, value: Any) -> str | ErrorDetail:
        if not isinstance(value, str) or not is_storable(value):
            return incorrect(name)
        if len(value) > longest:
            message = f"{capitalized(name)} cannot be more than {longest} characters."
            return ErrorDetail("InvalidValue", message, name)
        return value

    return read


def _read_authentication(name: str, value: Any) -> dict[str, str] | ErrorDetail | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        return incorrect(name)
    names = _PROPERTIES_OF_TYPE.get(value["type"])
    if names is None or not all(_is_secret(value.get(each)) for each in names):
        return incorrect(name)
    if not value[names[0]]:  # the name of a header, parameter or user; a secret may be empty
        return incorrect(name)
    return {each: value[each] for each in ("type", *names)}


def _is_secret(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_SECRET


def _read_options(name: str, value: Any) -> dict[str, Any] | ErrorDetail | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not _is_writable(value):
        return incorrect(name)
    parameters = value.get("queryParameters", {})
    levels = (value.get("minimumLevel", 0), value.get("maximumLevel", 0))
    if (
        not isinstance(parameters, dict)
        or not all(isinstance(text, str) for text in parameters.values())
        or not all(isinstance(level, int) and not isinstance(level, bool) for level in levels)
    ):
        return incorrect(name)
    return value


def _is_writable(options: dict[str, Any]) -> bool:
    """Whether an answer can hold them: the renderer goes 254 levels deep, the list's own included."""
    try:
        return len(orjson.dumps([[[options]]])) <= _MOST_OPTIONS
    except TypeError:
        return False


# In the order in which what is wrong is listed.
_COLUMNS: dict[str, tuple[str, Callable[[str, Any], Any]]] = {
    "uri": ("uri", read_text(2048)),
    "displayName": ("display_name", read_text(255)),
    "authentication": ("authentication", _read_authentication),
    "options": ("options", _read_options),
}
