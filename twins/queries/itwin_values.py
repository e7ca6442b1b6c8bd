"""What a body says about an iTwin: checked as a whole, then columns and their values."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypedDict, cast
from uuid import UUID
from zoneinfo import available_timezones

from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.request_bodies import is_storable
from twins.choices import CLASS_OF_SUBCLASS, DataCenterLocation, ITwinClass, Status, SubClass
from twins.errors import CannotCreateITwin, CannotUpdateITwin
from twins.models import ITwin
from twins.queries.itwin_properties import ALL, representation


class ITwinValues(TypedDict, total=False):
    """What a person may say about an iTwin, by the names of its columns."""

    number: str
    display_name: str
    type: str | None
    geographic_location: str | None
    latitude: float | None
    longitude: float | None
    iana_time_zone: str | None
    data_center_location: str
    status: str


class _Refused(Exception):
    """A value that is not accepted; carries the words of the refusal."""


def capitalized(name: str) -> str:
    return name[0].upper() + name[1:]


def incorrect(name: str) -> ErrorDetail:
    return ErrorDetail("InvalidValue", f"{capitalized(name)} value is incorrect.", name)


def missing(name: str) -> ErrorDetail:
    return ErrorDetail("MissingRequiredProperty", "A required property is missing or empty.", name)


def _text(name: str, longest: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or not is_storable(value):
            raise _Refused(f"{capitalized(name)} value is incorrect.")
        if len(value) > longest:
            raise _Refused(f"{capitalized(name)} cannot be more than {longest} characters.")
        return value

    return read


def _degrees(name: str, greatest: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value) or abs(value) > greatest:
            raise _Refused(f"{capitalized(name)} value is incorrect.")
        return float(value)

    return read


def _word(name: str, words: Callable[[], Mapping[str, str]], message: str = "") -> Callable:
    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in words():
            raise _Refused(message or f"{capitalized(name)} value is incorrect.")
        return words()[value]

    return read


def _read_status(value: Any) -> str:
    # Asked for its type first: a deeply nested list cannot even be spelled out.
    words = {word.lower(): word for word in Status.values}
    status = words.get(value.lower()) if isinstance(value, str) else None
    if status is None:
        raise _Refused("Status value is incorrect. Valid values are Active, Inactive and Trial.")
    return status


@cache
def _time_zones() -> dict[str, str]:
    # Some systems list a link to their own zone under a name that IANA does not know.
    return {zone: zone for zone in available_timezones() - {"localtime"}}


def _data_centers() -> dict[str, str]:
    return {name: name for name in DataCenterLocation.values}


_COLUMNS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "status": ("status", _read_status),
    "geographicLocation": ("geographic_location", _text("geographicLocation", 255)),
    "dataCenterLocation": (
        "data_center_location",
        _word("dataCenterLocation", _data_centers),
    ),
    "displayName": ("display_name", _text("displayName", 255)),
    "number": ("number", _text("number", 255)),
    "type": ("type", _text("type", 100)),
    "ianaTimeZone": ("iana_time_zone", _word("ianaTimeZone", _time_zones)),
    "latitude": ("latitude", _degrees("latitude", 90)),
    "longitude": ("longitude", _degrees("longitude", 180)),
}
# The order in which the samples list what is wrong.
_ORDER_ON_CREATE = (
    "status",
    "class",
    "geographicLocation",
    "dataCenterLocation",
    "subClass",
    "displayName",
    "number",
    "type",
    "ianaTimeZone",
    "latitude",
    "longitude",
    "parentId",
)
_ORDER_ON_UPDATE = (
    "geographicLocation",
    "status",
    "displayName",
    "number",
    "type",
    "ianaTimeZone",
    "latitude",
    "longitude",
)
_READ_ONLY = {
    "id": "Id is read only and cannot be modified.",
    "class": "Class is read only and cannot be modified.",
    "subClass": "SubClass is read only and cannot be modified.",
    "createdDateTime": "CreatedDateTime is read only and should not be set.",
    "dataCenterLocation": "DataCenterLocation is read only and should not be set.",
    "createdBy": "CreatedBy is read only and cannot be modified.",
    "lastModifiedDateTime": "LastModifiedDateTime is read only and cannot be modified.",
    "lastModifiedBy": "LastModifiedBy is read only and cannot be modified.",
    "iTwinAccountId": "ITwinAccountId is read only and cannot be modified.",
    "image": "Image is read only and cannot be modified.",
    "imageName": "ImageName is read only and cannot be modified.",
}
_CREATABLE_CLASSES = {ITwinClass.THING.value, ITwinClass.ENDEAVOR.value}
ParentIdIncorrect = incorrect("parentId")


def is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def requested_parent_id(body: Mapping[str, Any]) -> UUID | ErrorDetail | None:
    """The parent that a create body names: None for none, a detail for what is no id."""
    given = body.get("parentId")
    if given is None:
        return None
    return parse_guid(given) or ParentIdIncorrect


@dataclass(frozen=True)
class NewITwin:
    """A create body without contradictions."""

    sub_class: SubClass
    values: ITwinValues

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "NewITwin":
        """Raises CannotCreateITwin with everything that is wrong; read-only properties are ignored."""
        details = [
            missing(name)
            for name in ("displayName", "class", "subClass")
            if is_empty(body.get(name))
        ]
        wrong = dict(_wrong_kind(body))
        values: dict[str, Any] = {}
        for name in _ORDER_ON_CREATE:
            if name in _COLUMNS and not _is_unsaid(name, body):
                column, read = _COLUMNS[name]
                try:
                    values[column] = read(body[name])
                except _Refused as refused:
                    wrong[name] = str(refused)
        if isinstance(requested_parent_id(body), ErrorDetail):
            wrong["parentId"] = ParentIdIncorrect.message
        details += [
            ErrorDetail("InvalidValue", wrong[name], name)
            for name in _ORDER_ON_CREATE
            if name in wrong
        ]
        if details:
            raise CannotCreateITwin(*details)
        return cls(SubClass(str(body["subClass"])), cast("ITwinValues", values))


def _is_unsaid(name: str, body: Mapping[str, Any]) -> bool:
    """Whether a property keeps its default: null, and a blank number (it becomes the id)."""
    if name in {"displayName", "number"}:
        return is_empty(body.get(name))
    return body.get(name) is None


def _wrong_kind(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is wrong with class and subClass, which are given but need not fit each other."""
    itwin_class, sub_class = body.get("class"), body.get("subClass")
    wrong = []
    # Accounts come only from provisioning.
    class_is_known = isinstance(itwin_class, str) and itwin_class in _CREATABLE_CLASSES
    if not is_empty(itwin_class) and not class_is_known:
        wrong.append(("class", "Class value is incorrect."))
    if is_empty(sub_class):
        return wrong
    is_known = isinstance(sub_class, str) and sub_class in SubClass.values
    if not is_known or (
        class_is_known and CLASS_OF_SUBCLASS[SubClass(str(sub_class))] != itwin_class
    ):
        wrong.append(("subClass", "SubClass value is incorrect."))
    return wrong


@dataclass(frozen=True)
class ITwinUpdate:
    """An update body without contradictions; `parent` only if it is another than before."""

    values: ITwinValues
    parent: ITwin | None = None

    @classmethod
    def from_body(
        cls, body: Mapping[str, Any], *, of: ITwin, find_parent: Callable[[UUID], ITwin | None]
    ) -> "ITwinUpdate":
        """Raises CannotUpdateITwin with everything that is wrong.

        Read-only properties are tolerated when they repeat what is stored: clients send whole
        objects back. `find_parent` gives the iTwin that may become the parent, or None.
        """
        details = [
            missing(name)
            for name in ("displayName", "number")
            if name in body and is_empty(body[name])
        ]
        details += _read_only_changes(body, representation(of, ALL))
        values: dict[str, Any] = {}
        for name in _ORDER_ON_UPDATE:
            if name not in body or (name in {"displayName", "number"} and is_empty(body[name])):
                continue
            column, read = _COLUMNS[name]
            try:
                # Null clears what may be empty; a status may not.
                clears = body[name] is None and name != "status"
                values[column] = None if clears else read(body[name])
            except _Refused as refused:
                details.append(ErrorDetail("InvalidValue", str(refused), name))
        parent = _new_parent(body, of, find_parent)
        if isinstance(parent, ErrorDetail):
            details.append(parent)
        if details:
            raise CannotUpdateITwin(*details)
        return cls(cast("ITwinValues", values), cast("ITwin | None", parent))


def _read_only_changes(body: Mapping[str, Any], stored: Mapping[str, Any]) -> list[ErrorDetail]:
    return [
        ErrorDetail("ReadOnlyProperty", message, name)
        for name, message in _READ_ONLY.items()
        if name in body and not _repeats(_lasting(name, body[name]), _lasting(name, stored[name]))
    ]


def _lasting(name: str, value: Any) -> Any:
    """A value without what changes by itself: the link to a picture is signed anew every hour."""
    is_link = name == "image" and isinstance(value, str)
    return value.partition("?")[0] if is_link else value


def _repeats(given: Any, stored: Any) -> bool:
    if isinstance(stored, UUID):
        return parse_guid(given) == stored
    return given == stored


def _new_parent(
    body: Mapping[str, Any], itwin: ITwin, find_parent: Callable[[UUID], ITwin | None]
) -> ITwin | ErrorDetail | None:
    if "parentId" not in body or _repeats(body["parentId"], itwin.parent_id):
        return None
    parent_id = parse_guid(body["parentId"])
    return (parent_id and find_parent(parent_id)) or ParentIdIncorrect
