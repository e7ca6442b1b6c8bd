"""The start of a session: when the person signed in with it, and when it ends at the latest."""

import time
from datetime import timedelta

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User

_SIGNED_IN_AT = "signed_in_at"


def begin_session(request: HttpRequest, user: User, backend: str | None = None) -> None:
    auth.login(request, user, backend)  # under another key: nobody else knows this session
    keep_start(request)


def keep_start(request: HttpRequest) -> None:
    """Of a session that begins now. What is written into it later does not prolong it."""
    request.session[_SIGNED_IN_AT] = time.time()
    ends_at = timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    request.session.set_expiry(ends_at)


def signed_in_at(request: HttpRequest) -> float:
    """The moment of this session, whenever the person signed in elsewhere; long ago if unknown."""
    return request.session.get(_SIGNED_IN_AT, 0.0)
