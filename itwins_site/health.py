"""/livez and /readyz: whether the process runs, and whether it can serve."""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from itwins_site.redis_server import what_is_wrong_with_redis


class HealthMiddleware:
    """Answers before anything else, under any Host: probes ask by address, not by name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match request.path_info:
            case "/livez":
                return JsonResponse({"status": "ok"})
            case "/readyz":
                return _readiness()
        return self.get_response(request)


def _readiness() -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except DatabaseError:
        return _unavailable("The database cannot be reached.")
    if what_is_wrong_with_redis():
        return _unavailable("Redis cannot be reached.")
    return JsonResponse({"status": "ok"})


def _unavailable(reason: str) -> JsonResponse:
    return JsonResponse({"status": "unavailable", "reason": reason}, status=503)
