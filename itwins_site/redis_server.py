"""The Redis server, where there is one: whether it answers."""

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured


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
