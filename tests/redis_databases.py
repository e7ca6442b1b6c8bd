"""A database of a Redis server for the tests alone: an empty one, marked as taken."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass

from redis import Redis, RedisError

SERVER = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379"
_TAKEN = "taken by tests of twinstead"
_SECONDS = 3600


@dataclass
class RedisDatabase:
    url: str

    def empty(self) -> None:
        with Redis.from_url(self.url) as client:
            client.flushdb()
            client.set(_TAKEN, os.getpid(), ex=_SECONDS)


@contextlib.contextmanager
def own_database() -> Iterator[RedisDatabase | None]:
    """None where no server answers, or none of its databases is empty."""
    database = _take_an_empty_one()
    try:
        yield database
    finally:
        if database is not None:
            with Redis.from_url(database.url) as client:
                client.flushdb()


def _take_an_empty_one() -> RedisDatabase | None:
    for number in range(15, 0, -1):
        url = f"{SERVER}/{number}"
        with Redis.from_url(url) as client:
            try:
                taken = client.dbsize() == 0 and client.set(
                    _TAKEN, os.getpid(), nx=True, ex=_SECONDS
                )
            except RedisError:
                return None
        if taken:
            return RedisDatabase(url)
    return None
