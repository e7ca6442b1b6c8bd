"""The Redis server, where there is one: what it keeps for us, and whether it answers."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured


def cache_at(url: str) -> dict[str, Any]:
    """Django's settings of the cache: shared by all machines, or in each process."""
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "twinstead",
        "OPTIONS": {"socket_connect_timeout": 5, "socket_timeout": 5},
    }


def queue_at(url: str) -> dict[str, Any]:
    """Django's settings of the place where jobs wait: the server, or the database."""
    return {"BACKEND": "django_tasks_rq.RQBackend" if url else "django_tasks_db.DatabaseBackend"}


def refuse_an_unreachable_redis() -> None:
    """Ends a start with one sentence where REDIS_URL names a server that does not answer."""
    reason = what_is_wrong_with_redis()
    if reason:
        raise ImproperlyConfigured(
            f"the Redis server of REDIS_URL cannot be used ({reason}). Next: see that it runs,"
            f" or correct REDIS_URL (unset: jobs wait in the database)."
        )


def what_is_wrong_with_redis() -> str:
    """Why the server cannot be used; empty when it can, or when there is none."""
    if not settings.REDIS_URL:
        return ""
    from redis import RedisError  # an optional package

    try:
        cache.get("readyz")
    except RedisError as error:
        return " ".join(str(error).split()).rstrip(".")
    return ""
