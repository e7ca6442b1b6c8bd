"""Counting together what several processes do: in Redis where there is one, or each for itself."""

import time
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import caches

log = structlog.get_logger(__name__)

_SECONDS_TO_ANSWER = 1
# Within which a server that has failed is not asked again: each attempt may take that second.
_SECONDS_LEFT_ALONE = 10


class Outage:
    """What this process has last seen of the server."""

    is_known = False
    left_alone_until = 0.0


def count(key: str, *, seconds: int) -> int:
    """How often a key was counted within so many seconds, now included; 0 if nobody can tell."""
    return _in_redis(key, seconds) if settings.REDIS_URL else _in_process(key, seconds)


def _in_process(key: str, seconds: int) -> int:
    counters = caches["process"]
    try:
        return counters.incr(key)
    except ValueError:  # it is the first, or another was first since
        return 1 if counters.add(key, 1, seconds) else counters.incr(key)


def _in_redis(key: str, seconds: int) -> int:
    from redis import RedisError  # an optional package

    if Outage.is_known and time.time() < Outage.left_alone_until:
        return 0
    try:
        counted = _incremented(f"twinstead:{key}", seconds)
    except RedisError as error:
        _note_outage(str(error))
        return 0
    if Outage.is_known:
        log.info("counters_up")
        Outage.is_known = False
    return counted


def _incremented(key: str, seconds: int) -> int:
    server = _server(settings.REDIS_URL)
    counted = server.incr(key)
    # The second sets it as well: the process of the first may have been killed in between.
    if counted <= 2:
        server.expire(key, seconds)
    return counted


@cache
def _server(url: str) -> Any:
    """Not Django's cache, which asks twice where once is enough, and waits longer."""
    from redis import Redis

    return Redis.from_url(
        url, socket_connect_timeout=_SECONDS_TO_ANSWER, socket_timeout=_SECONDS_TO_ANSWER
    )


def _note_outage(reason: str) -> None:
    if not Outage.is_known:
        log.error("counters_down", reason=reason)
    Outage.is_known = True
    Outage.left_alone_until = time.time() + _SECONDS_LEFT_ALONE
