"""One line for every request: who asked what, how it ended and how long it took."""

import time
from collections.abc import Callable

import structlog
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

log = structlog.get_logger(__name__)


class RequestLogMiddleware:
    """Logs what people need to find a request again; never a header, a query or a body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        tell = log.error if response.status_code >= 500 else log.info
        tell(
            "request",
            method=request.method,
            path=_path_without_secret(request),
            status=response.status_code,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
            user_id=_user_id(request),
        )
        return response


def _path_without_secret(request: HttpRequest) -> str:
    """The path; a one-time token in it would let whoever reads the log set a password."""
    match = request.resolver_match
    token = match.kwargs.get("token") if match else None
    return request.path.replace(token, "...") if token else request.path


def _user_id(request: HttpRequest) -> str | None:
    """The person, where the request has found out already: a log line asks the database nothing."""
    user = getattr(request, "user", None)
    if not isinstance(user, SimpleLazyObject):
        return str(user.pk) if user else None
    return request.session.get(SESSION_KEY) if request.session.accessed else None
