"""One id for a request, its answer and its log lines."""

import re
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

# What a client sends ends up in log lines and headers: short, printable, no separators.
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._:-]{1,128}")


class CorrelationIdMiddleware:
    """Echoes the client's X-Correlation-ID, or makes one; every log line of the request has it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Correlation-ID", "")
        correlation_id = given if _ACCEPTABLE.fullmatch(given) else str(uuid.uuid4())
        request.correlation_id = correlation_id  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(correlation_id=correlation_id):
            response = self.get_response(request)
        response["x-correlation-id"] = correlation_id
        return response
