"""Django's cache as something to do without: while its server is down it is as if it were empty."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.conf import settings
from django.core.cache import cache

log = structlog.get_logger(__name__)

# Within which a server that has failed is not asked again: each attempt may take seconds.
_SECONDS_LEFT_ALONE = 10

Found = TypeVar("Found")


class Outage:
    """What this process has last seen of the server."""

    is_known = False
    left_alone_until = 0.0


def remembered(key: str) -> Any:
    """What `remember` was told; None if that was nothing, is over, or cannot be asked for."""
    return _ask(lambda: cache.get(key), otherwise=None)


def remember(key: str, value: Any, *, seconds: float) -> None:
    _ask(lambda: cache.set(key, value, seconds), otherwise=None)


def count(key: str, *, seconds: float) -> int:
    """How often a key was counted within so many seconds, now included; 0 if nobody can tell."""
    return _ask(lambda: _count(key, seconds), otherwise=0)


def _count(key: str, seconds: float) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # it is the first, or another was first since
        return 1 if cache.add(key, 1, seconds) else cache.incr(key)


def _ask(question: Callable[[], Found], *, otherwise: Found) -> Found:
    if Outage.is_known and time.time() < Outage.left_alone_until:
        return otherwise
    try:
        answer = question()
    except _failures() as error:
        _note_outage(str(error))
        return otherwise
    if Outage.is_known:
        log.info("cache_up")
        Outage.is_known = False
    return answer


def _note_outage(reason: str) -> None:
    if not Outage.is_known:
        log.error("cache_down", reason=reason)
    Outage.is_known = True
    Outage.left_alone_until = time.time() + _SECONDS_LEFT_ALONE


def _failures() -> tuple[type[Exception], ...]:
    """How a server fails; the cache of a process never does."""
    if "redis" not in settings.CACHES["default"]["BACKEND"]:
        return ()
    from redis import RedisError  # an optional package

    return (RedisError,)
