"""What a worker does with an export: once, within its lease, and what it leaves when it cannot."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage
from django.db import DataError, OperationalError, connection

from tests.factories import make_itwin
from tests.twins.export_files import displayed_names, files_below, make_export, state_of
from twins.models import Export, ExportRight
from twins.operations.export_leases import (
    LEASE,
    HeldLease,
    LeaseLost,
    take_back_abandoned_exports,
    take_up,
)
from twins.operations.export_runs import run_export
from twins.tasks import enqueue_abandoned_exports

LATER = LEASE + timedelta(seconds=1)


@pytest.fixture
def export(acme, owner) -> Export:
    make_itwin(acme, owner=owner, display_name="Bridge")
    return make_export(owner)


class ActingStorage(FileSystemStorage):
    """Does something of the tests' whenever a file is about to be kept."""

    def __init__(self, *, act: Callable[[], None], **options: Any) -> None:
        super().__init__(**options)
        self.act = act

    def path(self, name: str) -> str:
        self.act()
        return super().path(name)


@pytest.fixture
def when_kept(settings, tmp_path):
    """Says what happens when a file is about to be kept."""

    def use(act: Callable[[], None]) -> None:
        options = {"location": tmp_path, "act": act}
        storage = {"BACKEND": f"{__name__}.ActingStorage", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"itwins": storage}

    use(lambda: None)
    return use


@pytest.fixture(autouse=True)
def _own_storage(when_kept) -> None:
    pass


def run(export: Export) -> Export:
    run_export(export_id=export.pk)
    export.refresh_from_db()
    return export


@contextlib.contextmanager
def before(statement: str, act):
    """Does something else just before a worker says something to the database."""

    def wrapper(execute, sql, *more):
        if statement in sql and not sql.startswith("INSERT"):
            act()
        return execute(sql, *more)

    with connection.execute_wrapper(wrapper):
        yield


def raising(error: Exception):
    def act() -> None:
        raise error

    return act


def replaced() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE twins_export SET worker = 'another'")


def test_a_finished_export_has_a_file_and_neither_lease_nor_rights(export, tmp_path):
    run(export)

    name = f"exports/{export.pk}.json.gz"
    assert state_of(export) == ("Completed", 1, name)
    assert (export.leased_until, ExportRight.objects.count()) == (None, 0)
    assert export.created_at <= export.started_at <= export.completed_at
    assert (files_below(tmp_path), export.file_size) == ([name], (tmp_path / name).stat().st_size)
    assert displayed_names(export) == ["Bridge"]


def test_an_export_that_is_over_is_not_run_again(export):
    run(export)

    assert run(export).attempts == 1


def test_an_export_that_another_worker_has_is_left_alone(export):
    Export.objects.update(worker="another", status="InProgress")

    assert (run(export).attempts, export.worker) == (0, "another")


def test_an_export_is_taken_up_by_one_worker_only(export):
    assert take_up(export.pk) is not None
    assert take_up(export.pk) is None


def test_an_export_that_is_gone_is_no_error(export):
    export_id = export.pk
    export.delete()

    run_export(export_id=export_id)

    assert not Export.objects.exists()


def test_a_worker_that_was_replaced_while_it_wrote_keeps_no_file(export, tmp_path):
    with before('SET "leased_until"', replaced):
        run(export)

    assert state_of(export) == ("InProgress", 1, "")
    assert (export.worker, files_below(tmp_path)) == ("another", [])
    assert ExportRight.objects.count() == 1


def test_a_worker_that_was_replaced_at_the_end_leaves_the_file_to_the_other(
    export, tmp_path, when_kept
):
    when_kept(replaced)

    run(export)

    assert state_of(export) == ("InProgress", 1, "")
    assert (export.worker, ExportRight.objects.count()) == ("another", 1)
    assert files_below(tmp_path) == [f"exports/{export.pk}.json.gz"]


@pytest.mark.parametrize("error", [OperationalError("no connection"), OSError("disk full")])
def test_what_may_pass_is_tried_again_once_the_lease_is_over(export, error, tmp_path, when_kept):
    when_kept(raising(error))
    run(export)
    assert (state_of(export), files_below(tmp_path)) == (("InProgress", 1, ""), [])
    assert run(export).attempts == 1

    when_kept(lambda: None)
    with time_machine.travel(datetime.now(UTC) + LATER):
        run(export)

    assert (export.status, export.attempts) == ("Completed", 2)


@pytest.mark.parametrize("error", [DataError("too long"), ZeroDivisionError("a bug")])
def test_what_will_not_pass_fails_at_once(export, error, when_kept):
    when_kept(raising(error))

    run(export)

    assert state_of(export) == ("Failed", 1, "")
    assert export.completed_at is not None
    assert (export.leased_until, ExportRight.objects.count()) == (None, 0)


def test_a_third_attempt_is_the_last(export, when_kept):
    Export.objects.update(attempts=2)

    when_kept(raising(OSError("disk full")))

    run(export)

    assert state_of(export) == ("Failed", 3, "")


def test_an_export_that_killed_three_workers_is_given_up(export, tmp_path):
    Export.objects.update(attempts=3, status="InProgress")

    assert (run(export).status, files_below(tmp_path)) == ("Failed", [])


def test_a_new_export_is_abandoned_only_when_no_worker_took_it_up_in_time(export):
    assert take_back_abandoned_exports() == []

    with time_machine.travel(datetime.now(UTC) + LATER):
        assert take_back_abandoned_exports() == [export.pk]
        assert take_back_abandoned_exports() == []


def test_an_export_that_is_over_is_never_abandoned(export):
    run(export)

    with time_machine.travel(datetime.now(UTC) + LATER):
        assert take_back_abandoned_exports() == []


def test_abandoned_exports_are_done_by_whoever_looks_after_them(export):
    Export.objects.update(worker="gone", attempts=1, status="InProgress")

    with time_machine.travel(datetime.now(UTC) + LATER):
        enqueue_abandoned_exports()

    assert state_of(export)[:2] == ("Completed", 2)


def test_a_lease_that_was_lost_ends_the_writing_at_its_next_sign_of_life(
    transactional_db, export, monkeypatch
):
    monkeypatch.setattr("twins.operations.export_leases.SECONDS_BETWEEN_BEATS", 0.001)
    taken = take_up(export.pk)
    replaced()

    with HeldLease(taken) as lease:
        lease.heart.join()  # it has noticed

        with pytest.raises(LeaseLost):
            lease.check()


def test_a_lease_is_extended_while_the_file_is_written(transactional_db, export, monkeypatch):
    monkeypatch.setattr("twins.operations.export_leases.SECONDS_BETWEEN_BEATS", 0.001)
    taken = take_up(export.pk)
    Export.objects.update(leased_until=datetime(2020, 1, 1, tzinfo=UTC))

    with HeldLease(taken) as lease:
        while take_back_is_possible():
            lease.check()


def take_back_is_possible() -> bool:
    return Export.objects.filter(leased_until__lt=datetime.now(UTC)).exists()


def test_a_worker_that_is_stuck_gives_its_lease_up(transactional_db, export, monkeypatch):
    monkeypatch.setattr("twins.operations.export_leases.SECONDS_BETWEEN_BEATS", 0.001)
    monkeypatch.setattr("twins.operations.export_leases.LONGEST_SILENCE", timedelta(0))
    taken = take_up(export.pk)
    until = Export.objects.get().leased_until

    with HeldLease(taken) as lease:
        lease.heart.join()

    assert Export.objects.get().leased_until == until
