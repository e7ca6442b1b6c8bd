"""What answers of the iTwins API say, and how they are compared: whole, down to the order of keys."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import time_machine

from accounts.models import User
from tests.factories import make_itwin
from twins.models import ITwin

MINIMAL = ["id", "class", "subClass", "type", "number", "displayName"]
FULL = [
    *MINIMAL,
    *("geographicLocation", "latitude", "longitude", "ianaTimeZone", "dataCenterLocation"),
    *("status", "parentId", "iTwinAccountId", "imageName", "image"),
    *("createdDateTime", "createdBy", "lastModifiedDateTime", "lastModifiedBy"),
]
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


def refusal(code: str, message: str, *details: tuple[str, ...]) -> dict[str, Any]:
    """The envelope; each detail is (code, target, message), or (code, message) without a target."""
    error: dict[str, Any] = {"code": code, "message": message}
    if details:
        error["details"] = [_detail(*detail) for detail in details]
    return {"error": error}


def _detail(code: str, *rest: str) -> dict[str, str]:
    if len(rest) == 1:
        return {"code": code, "message": rest[0]}
    return {"code": code, "message": rest[1], "target": rest[0]}


def cannot(verb: str, *details: tuple[str, ...]) -> dict[str, Any]:
    """The 422 answers: `verb` is query, create or update."""
    noun = "iTwins" if verb == "query" else "iTwin"
    return refusal("InvalidiTwinsRequest", f"Cannot {verb} {noun}.", *details)


NOT_FOUND = refusal("iTwinNotFound", "Requested iTwin is not available.")
FORBIDDEN = refusal(
    "InsufficientPermissions",
    "The user has insufficient permissions for the requested operation.",
)
NO_OPERATION = refusal(
    "ResourceNotFound",
    "The requested resource was not found. Verify the API URL and the Accept header.",
    ("OperationNotFound", "Unable to match incoming request to an operation."),
)
HEADER_NOT_FOUND = refusal(
    "HeaderNotFound", "Header Authorization was not found in the request. Access denied."
)
UNREADABLE = ("InvalidRequestBody", "Failed to parse request body. Make sure it is a valid JSON.")


def assert_answers(response: Any, status: int, body: dict[str, Any]) -> None:
    """Compares status and body whole: values, keys, and the order of the keys."""
    assert (response.status_code, response.json()) == (status, body)
    assert response.content == orjson.dumps(body)
    assert response.headers["content-type"] == "application/json"


def assert_no_content(response: Any) -> None:
    assert (response.status_code, response.content) == (204, b"")
    assert "content-type" not in response.headers


def names(response: Any) -> list[str]:
    """The displayNames of a list's rows, in order."""
    assert response.status_code == 200, response.content
    return [row["displayName"] for row in response.json()["iTwins"]]


def make_in_order(parent: ITwin, owner: User, *display_names: str, **values: Any) -> list[ITwin]:
    """iTwins made a minute apart, the oldest first: lists show them the other way round."""
    return [
        make_at(start_of_2024() + timedelta(minutes=place), parent, owner, name, **values)
        for place, name in enumerate(display_names)
    ]


def make_at(moment: datetime, parent: ITwin, owner: User, name: str, **values: Any) -> ITwin:
    with time_machine.travel(moment, tick=False):
        return make_itwin(parent, owner=owner, display_name=name, **values)


def start_of_2024() -> datetime:
    return datetime(2024, 1, 1, tzinfo=UTC)
