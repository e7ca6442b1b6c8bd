"""A job survives the worker that ran it: kill -9 in the middle of an entry, on either database and queue."""

from datetime import UTC, datetime

import pytest

from accounts.models import ITwinJob, Role, User, UserMemberRole
from accounts.operations.itwin_jobs import create_itwin_job
from accounts.operations.roles import create_role
from accounts.tasks import run_job
from tests.factories import make_itwin, make_user
from tests.worker_processes import Workers
from twins.models import ITwin

HALTING_WORKER = "tests.accounts.operations.halting_worker"
UNKNOWN = "00000000-0000-0000-0000-000000000000"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def bridge(workers, acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def reader(bridge) -> Role:
    return create_role(itwin=bridge, display_name="Reader")


@pytest.fixture
def people(owner) -> list[User]:
    organization = owner.organization
    return [make_user(f"p{place}@acme.example", organization=organization) for place in range(4)]


@pytest.fixture
def job(bridge, owner, reader, people) -> ITwinJob:
    """Five assignments, of which the second is in error, then a removal; it waits in the queue."""
    entries = [{"email": person.email, "roleIds": [str(reader.pk)]} for person in people]
    entries.insert(1, {"email": people[0].email, "roleIds": [UNKNOWN]})
    actions = {"assignRoles": entries, "removeMembers": [{"email": people[3].email}]}
    job = create_itwin_job(itwin=bridge, actions=actions, by=owner)
    run_job.enqueue(str(job.pk))
    return job


def holders(role: Role) -> list[str]:
    rows = UserMemberRole.objects.filter(role=role).order_by("member__user__email")
    return list(rows.values_list("member__user__email", flat=True))


def state_of(job: ITwinJob) -> tuple[str, int, int, list[str]]:
    job.refresh_from_db()
    return job.status, job.attempts, job.entries_done, [each["target"] for each in job.errors]


def kill_one_in_the_middle_of(entry: int, workers: Workers) -> None:
    workers.kill_one_that_halts(HALTING_WORKER, str(entry))


def let_lease_run_out() -> None:
    ITwinJob.objects.update(leased_until=LONG_AGO)


def test_another_worker_goes_on_where_a_killed_one_stopped(workers, job, reader):
    failed = "actions.assignRoles[1].roleIds[0]"

    kill_one_in_the_middle_of(3, workers)

    assert state_of(job) == ("Active", 1, 3, [failed])
    assert holders(reader) == ["p0@acme.example", "p1@acme.example"]

    let_lease_run_out()
    workers.let_one_work()

    assert state_of(job) == ("PartialCompleted", 2, 6, [failed])
    assert holders(reader) == ["p0@acme.example", "p1@acme.example", "p2@acme.example"]


def test_nobody_touches_a_job_while_its_lease_lasts(workers, job):
    kill_one_in_the_middle_of(1, workers)

    workers.let_one_work()

    assert state_of(job) == ("Active", 1, 0, [])


@pytest.mark.parametrize("workers", ["database"], indirect=True)
def test_a_job_that_kills_every_worker_is_given_up_after_three(workers, job, reader):
    for _ in range(3):
        kill_one_in_the_middle_of(1, workers)
        let_lease_run_out()

    workers.let_one_work()

    everything = [*(f"actions.assignRoles[{place}]" for place in range(5))]
    assert state_of(job) == ("Failed", 4, 6, [*everything, "actions.removeMembers[0]"])
    assert holders(reader) == []
