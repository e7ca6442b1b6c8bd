"""Processes that write to one Account at once: no deadlock, no error, no damage."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction

from accounts.models import Organization
from accounts.operations.roles import create_role
from tests.databases import database_for_others
from tests.factories import make_account, make_itwin, make_user
from twins.choices import Channel, SubClass
from twins.models import ITwin
from twins.operations.lifecycle import change_itwin

ROOT = Path(__file__).parents[3]
EXPECTED_REFUSALS = {
    "CannotRestoreITwin",
    "HierarchyChanged",
    "ITwinExists",
    "ITwinNotFound",
    "WouldBeItsOwnAncestor",
}
on_postgresql = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's locks"),
]
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's one writer")


class WritingProcesses:
    """Starts them, lets them begin together, and gathers what came of each write."""

    def __init__(self, database_url: str, data_dir: Path, account: ITwin) -> None:
        self.environment = os.environ | {"DATABASE_URL": database_url, "DATA_DIR": str(data_dir)}
        self.account = account

    def write(self, *scenarios: str, count: int) -> list[Counter[str]]:
        return [self.outcomes(process) for process in self.begin(*scenarios, count=count)]

    def begin(self, *scenarios: str, count: int) -> list[subprocess.Popen]:
        processes = []
        for scenario in scenarios:
            seed = random.getrandbits(32)
            print(f"{scenario} with seed {seed}")  # noqa: T201 -- shown when a test fails
            processes.append(self._start(scenario, seed, count))
        for process in processes:
            assert process.stdout.readline() == "ready\n", process.communicate()[1]
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        return processes

    def check(self) -> list[str]:
        """What the two check commands say: their last lines, or everything if they fail."""
        return [self._manage("check_hierarchy"), self._manage("check_visibility")]

    def _start(self, scenario: str, seed: int, count: int) -> subprocess.Popen:
        module = "tests.twins.operations.writer_process"
        return subprocess.Popen(
            [sys.executable, "-m", module, scenario, str(self.account.pk), str(seed), str(count)],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def outcomes(self, process: subprocess.Popen) -> Counter[str]:
        output, errors = process.communicate()
        assert process.returncode == 0, errors
        return Counter(json.loads(output))

    def _manage(self, command: str) -> str:
        finished = subprocess.run(
            [sys.executable, "manage.py", command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        return "clean" if finished.returncode == 0 else finished.stdout + finished.stderr


@pytest.fixture
def processes(transactional_db, tmp_path) -> WritingProcesses:
    """Ready to write to an Account of 30 top-level iTwins, three people and a role."""
    organization = Organization.objects.create(name="Acme Corporation")
    writer, _, _ = (make_user(f"{name}@acme.example", organization=organization) for name in "abc")
    account = make_account(organization, writer, "Acme Corp.")
    create_role(itwin=account, display_name="Reader", permissions=["itwins_read"])
    for place in range(30):
        names = {"display_name": f"Top {place:02}", "number": f"T-{place:02}"}
        make_itwin(account, owner=writer, sub_class=SubClass.ASSET, **names)
    return WritingProcesses(database_for_others(tmp_path), tmp_path, account)


def kinds(outcomes: Counter[str]) -> set[str]:
    return {outcome.partition(": ")[2] for outcome in outcomes}


def done(outcomes: Counter[str]) -> set[str]:
    return {outcome.partition(": ")[0] for outcome in outcomes if outcome.endswith(": done")}


@pytest.mark.parametrize(
    ("writers", "count"),
    [
        pytest.param(6, 200, marks=on_postgresql, id="six-on-postgresql"),
        pytest.param(3, 100, marks=on_sqlite, id="three-on-sqlite"),
    ],
)
def test_trees_and_visibility_stay_sound_when_processes_write_at_once(processes, writers, count):
    outcomes = processes.write(*["everything"] * writers, count=count)

    together = sum(outcomes, Counter())
    print(json.dumps(together, indent=1, sort_keys=True))  # noqa: T201
    assert [outcome.total() for outcome in outcomes] == [count] * writers
    assert kinds(together) - EXPECTED_REFUSALS == {"done"}
    assert done(together) == {
        "create_leaf",
        "create_top_level",
        "delete",
        "move",
        "move_and_rename",
        "rename",
        "restore",
        "share",
    }
    assert processes.check() == ["clean", "clean"]


def test_one_of_two_processes_gets_a_number_and_the_other_a_refusal(processes):
    one, other = processes.write("same_numbers", "same_numbers", count=60)

    assert done(one) | done(other) == {f"X-{number}" for number in range(60)}
    assert done(one) & done(other) == set()
    assert kinds(one) | kinds(other) == {"done", "ITwinExists"}


def test_nothing_is_left_below_a_parent_that_is_deleted_at_the_same_time(processes):
    creator, deleter = processes.write("create_below", "delete_each", count=30)

    assert len(done(deleter)) == 30
    assert creator.total() == 30
    assert kinds(creator) <= {"done", "HierarchyChanged"}
    assert processes.check() == ["clean", "clean"]


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's locks")
def test_whoever_waits_for_a_tree_holds_no_number_that_its_writer_may_want(processes):
    first, second = ITwin.objects.filter(parent=processes.account).order_by("number")[:2]
    with transaction.atomic():
        change_itwin(second, by=second.created_by, through=Channel.COMMAND, move_under=first)
        [creator] = processes.begin("create_leaves", count=1)
        while not somebody_waits():
            assert creator.poll() is None, creator.communicate()

        change_itwin(second, by=second.created_by, through=Channel.COMMAND, number="X-0")

    assert processes.outcomes(creator) == {"X-0: ITwinExists": 1}


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's locks")
def test_a_new_member_sees_the_name_that_another_writer_is_just_giving(processes):
    itwin = ITwin.objects.filter(parent=processes.account).order_by("number")[0]
    with transaction.atomic():
        change_itwin(itwin, by=itwin.created_by, through=Channel.COMMAND, display_name="Renamed")
        [sharer] = processes.begin("share_first", count=1)
        while not somebody_waits():
            assert sharer.poll() is None, sharer.communicate()

    assert processes.outcomes(sharer) == {"share: done": 1}
    assert processes.check() == ["clean", "clean"]


def somebody_waits() -> bool:
    """True once another process has met one of our locks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock')"
        )
        return cursor.fetchone()[0]
