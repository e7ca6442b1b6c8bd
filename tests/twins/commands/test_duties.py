"""What a worker sees to by itself: each duty in its time, whatever becomes of the others."""

import pytest
from django.db import OperationalError

from twins.management.duties import Duties


def test_a_duty_is_done_again_once_its_time_has_come(monkeypatch):
    clock, done = {"now": 0.0}, []
    monkeypatch.setattr("twins.management.duties.time.monotonic", lambda: clock["now"])
    duties = Duties({lambda: done.append("often"): 5, lambda: done.append("seldom"): 60})

    for clock["now"] in (1.0, 3.0, 6.0, 61.0):
        duties.see_to_what_is_due()

    assert done == ["often", "seldom", "often", "often", "seldom"]


def test_a_duty_that_fails_keeps_the_worker_from_nothing_else(caplog):
    done = []

    def fail() -> None:
        raise RuntimeError("the storage is away")

    Duties({fail: 5, lambda: done.append("next"): 5}).see_to_what_is_due()

    assert done == ["next"]
    assert "a duty failed" in caplog.text


def test_a_database_that_is_away_is_for_the_worker_to_wait_for():
    def ask() -> None:
        raise OperationalError

    with pytest.raises(OperationalError):
        Duties({ask: 5}).see_to_what_is_due()
