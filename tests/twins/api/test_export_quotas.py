"""How many exports one person may have: one at a time, three within an hour."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection

from tests.twins.api.answers import assert_answers, refusal
from tests.twins.export_files import make_export
from twins.errors import CannotCreateExport
from twins.models import Export

EXPORTS = "/itwins/exports"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANOTHER_IS_UNFINISHED = refusal(
    "InvalidiTwinsRequest",
    "Cannot create iTwin Export.",
    ("ResourceQuotaExceeded", "Another export of this user is still Queued or InProgress."),
)
TOO_MANY = refusal("RateLimitExceeded", "Maximum number of exports per user per hour reached.")


@pytest.fixture(autouse=True)
def _later(settings) -> None:
    """Exports wait for a worker, as they do outside of tests."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def ask(api, user):
    return api(user).post(EXPORTS, {"outputFormat": "Csv"}, format="json")


def end(status: str = "Completed") -> None:
    Export.objects.update(status=status)


@pytest.mark.parametrize("status", ["Queued", "InProgress"])
def test_a_second_export_waits_until_the_first_is_over(api, owner, member, status):
    ask(api, owner)
    end(status)

    assert_answers(ask(api, owner), 422, ANOTHER_IS_UNFINISHED)
    assert ask(api, member).status_code == 201
    assert Export.objects.count() == 2


@pytest.mark.parametrize("status", ["Completed", "Failed"])
def test_the_next_export_may_follow_one_that_is_over(api, owner, status):
    ask(api, owner)
    end(status)

    assert ask(api, owner).status_code == 201


def test_a_fourth_export_within_the_hour_waits_for_the_first_to_be_an_hour_old(api, owner, member):
    for minutes in (0, 10, 20):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            assert ask(api, owner).status_code == 201
        end()

    with time_machine.travel(NOON + timedelta(minutes=30), tick=False):
        refused = ask(api, owner)
        assert ask(api, member).status_code == 201
    with time_machine.travel(NOON + timedelta(minutes=60), tick=False):
        granted = ask(api, owner)

    assert_answers(refused, 429, TOO_MANY)
    assert refused.headers["retry-after"] == "1800"
    assert granted.status_code == 201


def test_requests_that_were_refused_do_not_count(api, owner):
    ask(api, owner)
    for _ in range(6):
        response = api(owner).post(EXPORTS, {"outputFormat": "Xml"}, format="json")
        assert response.json()["error"]["details"][0]["target"] == "outputFormat"
        assert_answers(ask(api, owner), 422, ANOTHER_IS_UNFINISHED)
    end()

    assert ask(api, owner).status_code == 201


def test_a_quota_of_none_is_no_limit(api, owner, settings):
    settings.EXPORTS_PER_HOUR = 0
    for _ in range(5):
        assert ask(api, owner).status_code == 201
        end()


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_of_two_requests_at_once_the_database_lets_one_through(transactional_db, owner):
    together, outcomes = Barrier(2), []

    def ask_at_once() -> None:
        try:
            together.wait()
            make_export(owner)
            outcomes.append("made")
        except CannotCreateExport as refused:
            outcomes.append(refused.details[0].code)
        finally:
            connection.close()

    threads = [Thread(target=ask_at_once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["ResourceQuotaExceeded", "made"]
    assert Export.objects.count() == 1
