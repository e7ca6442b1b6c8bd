"""A refusal shown to whoever asked: JSON on API addresses, a page for people elsewhere."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from itwins_site.wire.addresses import is_api_path
from itwins_site.wire.errors import (
    ApiError,
    BadRequest,
    HostNotAllowed,
    InsufficientPermissions,
    InternalServerError,
    MethodNotAllowed,
    OperationNotFound,
    json_refusal,
)

log = structlog.get_logger(__name__)


class ErrorPageMiddleware:
    """Shows what a page refused; the API's own views have answered theirs already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not is_api_path(request.path_info):
            page = _answer(request, MethodNotAllowed())
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return _answer(request, error) if isinstance(error, ApiError) else None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):
        return _answer(request, HostNotAllowed(message=_which_host(request)))
    return _answer(request, BadRequest())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, InsufficientPermissions())


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, OperationNotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, InternalServerError())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _answer(request, ForeignForm(message=_which_origin(request)))


class ForeignForm(ApiError):
    status, code, message = 403, "ForeignForm", "This form was not sent from a page of ours."


def _answer(request: HttpRequest, refusal: ApiError) -> HttpResponse:
    if is_api_path(request.path_info):
        return json_refusal(refusal)
    context = {
        "status": refusal.status,
        "code": refusal.code,
        "message": refusal.message,
        "correlation_id": getattr(request, "correlation_id", ""),
    }
    if refusal.status in {400, 500}:  # neither session nor host can be relied on here
        return render(None, "error.html", context, status=refusal.status)
    return render(request, "error.html", context, status=refusal.status)


def _which_host(request: HttpRequest) -> str:
    host = request.META.get("HTTP_HOST", "")[:200]
    return (
        f"You opened '{host}', but PUBLIC_URL is {settings.PUBLIC_URL}."
        f" Set PUBLIC_URL to the address you use and restart."
    )


def _which_origin(request: HttpRequest) -> str:
    origin = request.META.get("HTTP_ORIGIN", "")[:200]
    if origin and origin not in settings.CSRF_TRUSTED_ORIGINS:
        return (
            f"You opened {origin}, but PUBLIC_URL is {settings.PUBLIC_URL}."
            f" Set PUBLIC_URL={origin} and restart."
        )
    return "Your session has changed since this page was opened. Open it again and retry."
