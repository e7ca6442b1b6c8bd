"""Counters in the process and in Redis, and what is counted while Redis is down."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import caches
from redis import Redis

from itwins_site.counters import Outage, count

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _nothing_counted(monkeypatch):
    caches["process"].clear()
    monkeypatch.setattr(Outage, "is_known", False)


@pytest.fixture(params=["process", "redis"])
def _counters(request, settings):
    settings.REDIS_URL = ""
    if request.param == "redis":
        database = request.getfixturevalue("redis_database")
        database.empty()
        settings.REDIS_URL = database.url


def events(caplog):
    return [record.msg["event"] for record in caplog.records if "event" in record.msg]


@pytest.mark.usefixtures("_counters")
def test_each_key_is_counted_for_itself():
    assert [count(key, seconds=60) for key in ("a", "b", "a", "a")] == [1, 1, 2, 3]


@pytest.mark.usefixtures("_counters")
def test_nothing_is_lost_when_many_count_at_once():
    with ThreadPoolExecutor(8) as threads:
        counted = list(threads.map(lambda _: count("a", seconds=60), range(200)))

    assert sorted(counted) == list(range(1, 201))


def test_a_counter_in_the_process_is_over_in_time():
    with time_machine.travel(NOON, tick=False) as clock:
        first = [count("a", seconds=60), count("a", seconds=60)]
        clock.shift(60)

        assert [*first, count("a", seconds=60)] == [1, 2, 1]


@pytest.mark.parametrize("counted_before", [0, 1])
def test_a_counter_in_redis_will_be_over(redis_database, settings, counted_before):
    """Even if whoever counted first was killed before it could say when."""
    redis_database.empty()
    settings.REDIS_URL = redis_database.url
    with Redis.from_url(redis_database.url) as server:
        server.incrby("twinstead:a", counted_before)

        count("a", seconds=60)

        assert server.ttl("twinstead:a") == 60


def test_nobody_can_tell_while_redis_is_down(settings, caplog):
    settings.REDIS_URL = NOWHERE

    assert [count("a", seconds=60) for _ in range(3)] == [0, 0, 0]
    assert events(caplog) == ["counters_down"]


def test_redis_is_asked_again_after_ten_seconds(redis_database, settings, caplog):
    redis_database.empty()
    with time_machine.travel(NOON, tick=False) as clock:
        settings.REDIS_URL = NOWHERE
        counted = [count("a", seconds=60)]
        settings.REDIS_URL = redis_database.url
        clock.shift(9)
        counted.append(count("a", seconds=60))
        clock.shift(1)
        counted += [count("a", seconds=60), count("a", seconds=60)]

    assert counted == [0, 0, 1, 2]
    assert events(caplog) == ["counters_down", "counters_up"]


def test_an_outage_is_told_once_however_long_it_lasts(settings, caplog):
    settings.REDIS_URL = NOWHERE
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(5):
            count("a", seconds=60)
            clock.shift(10)

    assert events(caplog) == ["counters_down"]
