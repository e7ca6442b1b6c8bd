"""What a body says about a role: checked as a whole, then columns and their values."""

from collections.abc import Callable, Iterable
from typing import Any, TypedDict, cast

from accounts.errors import (
    UNREADABLE_BODY,
    InvalidRoleRequest,
    PermissionNotFound,
    invalid_value,
    missing_property,
)
from accounts.permissions import catalogue
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.request_bodies import is_storable


class RoleValues(TypedDict, total=False):
    """What a person may say about a role, by the names of its columns."""

    display_name: str
    description: str
    permissions: list[str]


def values_of_new_role(body: dict[str, Any]) -> RoleValues:
    """The name and description of a new role; permissions are given to it afterwards."""
    return _read(body, ("displayName", "description"))


def changes_of_role(body: dict[str, Any]) -> RoleValues:
    """What is to change; raises PermissionNotFound for the first unknown permission."""
    named = [name for name in _COLUMNS if name in body]
    if not named:
        raise InvalidRoleRequest(UNREADABLE_BODY)
    values = _read(body, named)
    if "permissions" in values:
        values["permissions"] = _canonical(values["permissions"])
    return values


def _read(body: dict[str, Any], names: Iterable[str]) -> RoleValues:
    values: dict[str, Any] = {}
    wrong = []
    for name in names:
        column, read = _COLUMNS[name]
        read_value = read(body.get(name), name)
        if isinstance(read_value, ErrorDetail):
            wrong.append(read_value)
        else:
            values[column] = read_value
    if wrong:
        raise InvalidRoleRequest(*wrong)
    return cast(RoleValues, values)


def _text(longest: int, *, may_be_blank: bool = False) -> Callable[[Any, str], str | ErrorDetail]:
    def read(value: Any, name: str) -> str | ErrorDetail:
        if value is None:
            return missing_property(name)
        if not isinstance(value, str) or len(value) > longest or not is_storable(value):
            return invalid_value(name)
        return value if may_be_blank or value.strip() else missing_property(name)

    return read


def _names(value: Any, name: str) -> list[str] | ErrorDetail:
    if not isinstance(value, list):
        return invalid_value(name)
    for place, item in enumerate(value):
        if not isinstance(item, str):
            return invalid_value(f"{name}[{place}]")
    return value


_COLUMNS: dict[str, tuple[str, Callable[[Any, str], Any]]] = {
    "displayName": ("display_name", _text(255)),
    "description": ("description", _text(4000, may_be_blank=True)),
    "permissions": ("permissions", _names),
}


def _canonical(names: list[str]) -> list[str]:
    """The permissions meant, in the catalogue's spelling, each once."""
    spelled = {name.lower(): name for name in catalogue()}
    for place, name in enumerate(names):
        if name.lower() not in spelled:
            raise PermissionNotFound(target=f"permissions[{place}]")
    return sorted({spelled[name.lower()] for name in names})
