"""The cache while its server is there, and while it is not."""

from datetime import UTC, datetime

import pytest
import time_machine

from itwins_site.redis_server import cache_at
from itwins_site.shared_cache import Outage, count, remember, remembered

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _no_outage(monkeypatch):
    monkeypatch.setattr(Outage, "is_known", False)


@pytest.fixture(params=["process", "redis"])
def cache_settings(request, settings):
    """The cache of a process, then that of a server."""
    url = ""
    if request.param == "redis":
        database = request.getfixturevalue("redis_database")
        database.empty()
        url = database.url
    settings.CACHES = {"default": cache_at(url)}


@pytest.fixture
def server(redis_database, settings):
    """Switches the server on and off."""
    redis_database.empty()

    def switch(*, is_on):
        settings.CACHES = {"default": cache_at(redis_database.url if is_on else NOWHERE)}

    return switch


def events(caplog):
    return [record.msg["event"] for record in caplog.records if "event" in record.msg]


def test_what_is_remembered_is_found_again(cache_settings):
    remember("a", {"answer": 42}, seconds=60)

    assert remembered("a") == {"answer": 42}
    assert remembered("b") is None


def test_each_key_is_counted_for_itself(cache_settings):
    assert [count(key, seconds=60) for key in ("a-count", "b-count", "a-count")] == [1, 1, 2]


def test_without_its_server_it_is_as_if_empty(server, caplog):
    server(is_on=True)
    remember("a", 1, seconds=60)
    server(is_on=False)

    remember("a", 2, seconds=60)
    found = [remembered("a"), count("a-count", seconds=60), count("a-count", seconds=60)]

    assert found == [None, 0, 0]
    assert events(caplog) == ["cache_down"]


def test_the_server_is_asked_again_after_ten_seconds(server, caplog):
    with time_machine.travel(NOON, tick=False) as clock:
        server(is_on=False)
        remembered("a")
        server(is_on=True)
        remember("a", 1, seconds=60)
        clock.shift(9)
        early = remembered("a")
        clock.shift(1)
        remember("a", 2, seconds=60)
        found = remembered("a")

    assert (early, found) == (None, 2)
    assert events(caplog) == ["cache_down", "cache_up"]


def test_an_outage_is_told_once_however_long_it_lasts(server, caplog):
    with time_machine.travel(NOON, tick=False) as clock:
        server(is_on=False)
        for _ in range(5):
            count("a-count", seconds=60)
            clock.shift(10)

    assert events(caplog) == ["cache_down"]
