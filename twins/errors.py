"""Every refusal the iTwins API publishes, one class per code."""

from typing import ClassVar

from itwins_site.wire.errors import ApiError, ErrorDetail


class ITwinNotFound(ApiError):
    status, code, message = 404, "iTwinNotFound", "Requested iTwin is not available."
    code_under: ClassVar[dict[str, str]] = {"accesscontrol": "ItwinNotFound"}


class ITwinExists(ApiError):
    status, code = 409, "iTwinExists"
    message = "An iTwin with the specified number or displayName already exists."


class InvalidITwinsRequest(ApiError):
    """The family of 422 answers: one code, a message per operation."""

    status, code = 422, "InvalidiTwinsRequest"


class CannotQueryITwins(InvalidITwinsRequest):
    message = "Cannot query iTwins."


class CannotCreateITwin(InvalidITwinsRequest):
    message = "Cannot create iTwin."


class CannotUpdateITwin(InvalidITwinsRequest):
    message = "Cannot update iTwin."


NumberExists = ErrorDetail(
    "InvalidValue", "An iTwin with the specified number already exists.", "number"
)
DisplayNameExists = ErrorDetail(
    "InvalidValue", "An iTwin with the specified displayName already exists.", "displayName"
)


class CannotRestoreITwin(Exception):
    """What is in the way of a deleted iTwin's return, as a sentence for support staff."""
