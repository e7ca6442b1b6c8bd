"""The refusals that these tests compare whole, and how an answer is compared."""

from typing import Any

import orjson

UNKNOWN_ID = "00000000-0000-0000-0000-000000000000"
# No GUIDs, though UUID() alone would take some of them.
NOT_GUIDS = ["bridge", "{00000000-0000-0000-0000-000000000000}", "0" * 32, "1"]


def refusal(code: str, message: str, *, target: str = "", details: Any = ()) -> dict[str, Any]:
    """The envelope; each detail is (code, message) or (code, message, target)."""
    error: dict[str, Any] = {"code": code, "message": message}
    if target:
        error["target"] = target
    if details:
        keys = ("code", "message", "target")
        error["details"] = [dict(zip(keys, detail, strict=False)) for detail in details]
    return {"error": error}


ITWIN_NOT_FOUND = refusal("ItwinNotFound", "Requested iTwin is not available.")
ROLE_NOT_FOUND = refusal("RoleNotFound", "Requested Role is not available.")
FORBIDDEN = refusal(
    "InsufficientPermissions",
    "The user has insufficient permissions for the requested operation.",
)
HEADER_NOT_FOUND = refusal(
    "HeaderNotFound", "Header Authorization was not found in the request. Access denied."
)
NO_SUCH_METHOD = refusal("MethodNotAllowed", "The method is not allowed for this resource.")
UNREADABLE = ("InvalidRequestBody", "Failed to parse request body or collection is empty.")


def missing(target: str) -> tuple[str, str, str]:
    return ("MissingRequiredProperty", "Required property is missing.", target)


def invalid(target: str) -> tuple[str, str, str]:
    return ("InvalidValue", "Value outside of valid range.", target)


def assert_answers(response: Any, status: int, body: Any) -> None:
    """Compares status and body whole: values, keys, and the order of the keys."""
    assert (response.status_code, response.json()) == (status, body)
    assert response.content == orjson.dumps(body)
    assert response.headers["content-type"] == "application/json"


def assert_no_content(response: Any) -> None:
    assert (response.status_code, response.content) == (204, b"")
    assert "content-type" not in response.headers
