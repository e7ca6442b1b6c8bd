"""The rate limit: how many requests of one application are answered within a minute."""

import time
from hashlib import sha256
from typing import Any

from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.authentication.access_tokens import Claims
from accounts.models import Share
from itwins_site.counters import count
from itwins_site.wire.errors import RateLimitExceeded

_WINDOW_SECONDS = 60


class RateLimit(BasePermission):
    """Counts by the minute of the clock, as soon as it is known who is asking.

    The framework has a place for throttles, but asks them after permissions, and the published
    order is 429 before 403: so it is the first of the permissions.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        application = _application_of(request)
        if settings.RATE_LIMIT_PER_MINUTE and application:
            _count(application)
        return True


def _application_of(request: Request) -> str:
    """Whom a request counts for: the same words in another issuer's token are another application."""
    match request.auth:
        case Claims(client_id=client_id, user_id=user_id, issuer=issuer):
            return f"{issuer} {client_id or user_id}"
        case Share(pk=pk):  # who was given its key is not known, so they share its limit as well
            return f"share {pk}"
    return ""  # nobody needs to be known to read the API definition


def _count(application: str) -> None:
    window, passed = divmod(int(time.time()), _WINDOW_SECONDS)
    key = f"rate-limit:{window}:{sha256(application.encode()).hexdigest()[:32]}"
    if count(key, seconds=2 * _WINDOW_SECONDS) > settings.RATE_LIMIT_PER_MINUTE:
        raise RateLimitExceeded(seconds_to_wait=_WINDOW_SECONDS - passed)
