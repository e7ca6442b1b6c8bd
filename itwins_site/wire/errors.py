"""The one shape of every refusal, and how exceptions become it."""

from dataclasses import dataclass
from typing import Any, ClassVar

import orjson
import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ErrorDetail:
    """One thing that is wrong, and where."""

    code: str
    message: str
    target: str | None = None

    def as_wire(self) -> dict[str, str]:
        entry = {"code": self.code, "message": self.message}
        return entry | {"target": self.target} if self.target is not None else entry


class ApiError(Exception):
    """A published refusal; each subclass is one code of the API's tables."""

    status: ClassVar[int] = 500
    code: str = "InternalServerError"
    message: str = "The request could not be completed. Quote the x-correlation-id of this answer."
    headers: dict[str, str] = {}
    # Where another API of the family spells the code differently: first path segment to code.
    code_under: ClassVar[dict[str, str]] = {}

    def __init__(
        self, *details: ErrorDetail, message: str | None = None, target: str | None = None
    ) -> None:
        super().__init__(message or self.message)
        self.details = details
        self.message = message or self.message
        self.target = target

    def envelope(self, path: str = "") -> dict[str, Any]:
        """The body of the answer to a request of `path`."""
        api = path.lstrip("/").partition("/")[0]
        error: dict[str, Any] = {
            "code": self.code_under.get(api, self.code),
            "message": self.message,
        }
        if self.target is not None:
            error["target"] = self.target
        if self.details:
            error["details"] = [detail.as_wire() for detail in self.details]
        return {"error": error}


class InternalServerError(ApiError):
    pass


class BadRequest(ApiError):
    status, code, message = 400, "BadRequest", "The request could not be understood."


class HostNotAllowed(ApiError):
    status, code, message = 400, "InvalidHeaderValue", "Host header is not served here."


class OperationNotFound(ApiError):
    """No operation has this path, method and version."""

    status, code = 404, "ResourceNotFound"
    message = "The requested resource was not found. Verify the API URL and the Accept header."

    def __init__(self) -> None:
        super().__init__(
            ErrorDetail("OperationNotFound", "Unable to match incoming request to an operation.")
        )


class MethodNotAllowed(ApiError):
    """Only where the contract says so; the iTwins API calls it an unknown operation."""

    status, code = 405, "MethodNotAllowed"
    message = "The method is not allowed for this resource."


class InsufficientPermissions(ApiError):
    status, code = 403, "InsufficientPermissions"
    message = "The user has insufficient permissions for the requested operation."


class RequestTooLarge(ApiError):
    status, code = 413, "RequestTooLarge"
    message = "The request body is greater than the maximum allowed size of 1MB."


class InvalidRequestBody(ApiError):
    """Raised while reading a body; each operation wraps its detail in its own refusal."""

    status, code = 422, "InvalidRequestBody"
    message = "Failed to parse request body. Make sure it is a valid JSON."


class RateLimitExceeded(ApiError):
    """The application has asked more often within the minute than it may."""

    status, code = 429, "RateLimitExceeded"
    message = (
        "The client sent more requests than allowed by this API for the current tier of the client."
    )

    def __init__(self, *, seconds_to_wait: int) -> None:
        super().__init__()
        self.headers = {"retry-after": str(seconds_to_wait)}


def refusal_for(error: Exception) -> ApiError | None:
    """The published refusal that an exception stands for, or None for a bug."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, Http404):
        return OperationNotFound()
    if isinstance(error, exceptions.MethodNotAllowed):
        return MethodNotAllowed()
    if isinstance(error, PermissionDenied):
        return InsufficientPermissions()
    if isinstance(error, exceptions.ParseError):
        return InvalidRequestBody()
    if isinstance(error, exceptions.APIException):
        return BadRequest(message=str(error.detail)) if error.status_code < 500 else None
    return None


def answer_exception(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception hook; None lets a bug travel on to the 500 handler."""
    refusal = refusal_for(error)
    if refusal is None:
        return None
    return Response(
        refusal.envelope(_path(context)), status=refusal.status, headers=refusal.headers
    )


def _path(context: dict[str, Any]) -> str:
    request = context.get("request")
    return request.path_info if request is not None else ""


def json_refusal(refusal: ApiError) -> HttpResponse:
    """The same answer outside Django REST framework."""
    return HttpResponse(
        orjson.dumps(refusal.envelope()),
        status=refusal.status,
        content_type="application/json",
        headers=refusal.headers,
    )
