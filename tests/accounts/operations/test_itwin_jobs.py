"""What a worker does with a job: once, in order, with today's rights, and only while it may."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection

from accounts.models import ITwinJob, Role, User, UserMemberRole
from accounts.operations.itwin_jobs import (
    LEASE,
    create_itwin_job,
    run_itwin_job,
    take_back_abandoned_jobs,
)
from accounts.operations.roles import create_role
from accounts.operations.user_members import remove_user_member
from accounts.tasks import enqueue_abandoned_jobs
from tests.factories import make_itwin, make_member
from twins.choices import Channel
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin

LATER = LEASE + timedelta(seconds=1)
INVITE, REMOVE = "administration_invite_member", "administration_remove_member"


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def reader(bridge) -> Role:
    return create_role(itwin=bridge, display_name="Reader")


@pytest.fixture
def job(bridge, reader, owner, member, newcomer) -> ITwinJob:
    """Gives a role to two people."""
    return job_by(owner, bridge, reader, member, newcomer)


def job_by(by: User, itwin: ITwin, role: Role, *people: User) -> ITwinJob:
    entries = [{"email": person.email, "roleIds": [str(role.pk)]} for person in people]
    return create_itwin_job(itwin=itwin, actions={"assignRoles": entries}, by=by)


def run(job: ITwinJob) -> ITwinJob:
    run_itwin_job(job_id=job.pk)
    job.refresh_from_db()
    return job


def holders(role: Role) -> list[str]:
    rows = UserMemberRole.objects.filter(role=role).order_by("member__user__email")
    return list(rows.values_list("member__user__email", flat=True))


def errors_of(job: ITwinJob) -> list[tuple[str, str]]:
    return [(error["code"], error["target"]) for error in job.errors]


@contextmanager
def whenever_a_role_is_given(act):
    """Does something else just after a worker has written the assignment of a role."""

    def wrapper(execute, sql, *more):
        result = execute(sql, *more)
        if sql.startswith('INSERT INTO "accounts_usermemberrole"'):
            act()
        return result

    with connection.execute_wrapper(wrapper):
        yield


def test_a_finished_job_has_no_lease(job, reader):
    run(job)

    assert (job.status, job.leased_until, job.entries_done) == ("Completed", None, 2)
    assert job.finished_at is not None
    assert holders(reader) == ["member@acme.example", "newcomer@acme.example"]


def test_a_finished_job_is_not_run_again(bridge, job, reader, member, owner):
    run(job)
    remove_user_member(itwin=bridge, user=member, by=owner)

    run(job)

    assert (job.attempts, holders(reader)) == (1, ["newcomer@acme.example"])


def test_a_job_that_another_worker_has_is_left_alone(job, reader):
    ITwinJob.objects.update(worker="another", leased_until=datetime.now(UTC) + LEASE)

    run(job)

    assert (job.status, job.worker, job.attempts) == ("Active", "another", 0)
    assert holders(reader) == []


def test_a_job_is_resumed_after_its_last_entry_done(job, reader):
    error = {"code": "RoleNotFound", "message": "...", "target": "actions.assignRoles[0]"}
    ITwinJob.objects.update(entries_done=1, errors=[error], attempts=1)

    run(job)

    assert (job.status, job.errors, job.attempts) == ("PartialCompleted", [error], 2)
    assert holders(reader) == ["newcomer@acme.example"]


def test_a_job_that_was_done_but_for_the_last_word_ends(job, reader):
    ITwinJob.objects.update(entries_done=2, attempts=1)

    run(job)

    assert (job.status, holders(reader)) == ("Completed", [])


def test_what_is_left_of_a_job_is_given_up_after_three_attempts(job, reader):
    ITwinJob.objects.update(entries_done=1, attempts=3)

    run(job)

    assert job.status == "PartialCompleted"
    assert errors_of(job) == [("InternalServerError", "actions.assignRoles[1]")]
    assert holders(reader) == []


def test_a_job_of_which_nothing_was_done_in_three_attempts_failed(job):
    ITwinJob.objects.update(attempts=3)

    assert run(job).status == "Failed"


def test_a_worker_that_lost_its_lease_writes_nothing_more(job, reader):
    def take_over() -> None:
        ITwinJob.objects.update(worker="another")

    with whenever_a_role_is_given(take_over):
        run(job)

    assert (job.status, job.entries_done, holders(reader)) == ("Active", 0, [])


def test_each_entry_extends_the_lease(job):
    leases = []
    begun = datetime(2026, 3, 1, tzinfo=UTC)

    with time_machine.travel(begun, tick=False) as clock:
        ITwinJob.objects.update(leased_until=begun + LEASE)

        def look() -> None:
            leases.append(ITwinJob.objects.get().leased_until - begun)
            clock.shift(10)

        with whenever_a_role_is_given(look):
            run(job)

    assert leases == [LEASE, LEASE + timedelta(seconds=10)]


def test_a_database_in_trouble_leaves_the_rest_for_another_attempt(job, reader):
    def fail() -> None:
        raise OperationalError("the connection is gone")

    with whenever_a_role_is_given(fail), pytest.raises(OperationalError):
        run_itwin_job(job_id=job.pk)

    job.refresh_from_db()
    assert (job.status, job.entries_done, job.errors) == ("Active", 0, [])
    with time_machine.travel(datetime.now(UTC) + LATER):
        run(job)
    assert (job.status, job.attempts, len(holders(reader))) == ("Completed", 2, 2)


def test_a_bug_in_one_entry_stops_none_of_the_others(job, reader):
    troubles = iter([ZeroDivisionError("a bug")])

    def fail_once() -> None:
        for trouble in troubles:
            raise trouble

    with whenever_a_role_is_given(fail_once):
        run(job)

    assert job.status == "PartialCompleted"
    assert errors_of(job) == [("InternalServerError", "actions.assignRoles[0]")]
    assert "a bug" not in job.errors[0]["message"]
    assert holders(reader) == ["newcomer@acme.example"]


def test_a_job_has_the_rights_that_its_creator_has_by_now(bridge, reader, member, newcomer):
    role = make_member(bridge, member, INVITE)
    job = job_by(member, bridge, reader, newcomer)
    role.permissions.clear()

    run(job)

    assert errors_of(job) == [("InsufficientPermissions", "actions.assignRoles[0]")]
    assert holders(reader) == []


def test_a_job_gives_no_permission_that_its_creator_lost(bridge, reader, member, newcomer):
    make_member(bridge, member, INVITE)
    job = job_by(member, bridge, reader, newcomer)
    reader.permissions.add("imodels_write")

    run(job)

    assert errors_of(job) == [("InsufficientPermissions", "actions.assignRoles[0]")]


def test_a_job_of_somebody_who_was_barred_does_nothing(job, owner, reader):
    User.objects.filter(pk=owner.pk).update(is_active=False)

    run(job)

    assert {code for code, _ in errors_of(job)} == {"InsufficientPermissions"}
    assert (job.status, holders(reader)) == ("Failed", [])


def test_a_job_of_an_itwin_that_was_deleted_does_nothing(job, bridge, owner, reader):
    delete_itwin(bridge, by=owner, through=Channel.COMMAND)

    run(job)

    assert {code for code, _ in errors_of(job)} == {"ItwinNotFound"}
    assert (job.status, holders(reader)) == ("Failed", [])


def test_whoever_removes_themselves_can_do_nothing_afterwards(bridge, member, newcomer):
    make_member(bridge, member, REMOVE)
    role = make_member(bridge, newcomer)
    people = [{"email": member.email}, {"email": newcomer.email}]
    job = create_itwin_job(itwin=bridge, actions={"removeMembers": people}, by=member)

    run(job)

    assert errors_of(job) == [("ItwinNotFound", "actions.removeMembers[1]")]
    assert holders(role) == [newcomer.email]


def test_a_new_job_is_abandoned_only_when_no_worker_took_it_up_in_time(job):
    assert take_back_abandoned_jobs() == []

    with time_machine.travel(datetime.now(UTC) + LATER):
        assert take_back_abandoned_jobs() == [job.pk]


def test_an_abandoned_job_is_handed_out_once_in_a_lease(job):
    ITwinJob.objects.update(worker="gone", attempts=1)

    with time_machine.travel(datetime.now(UTC) + LATER):
        assert take_back_abandoned_jobs() == [job.pk]
        assert take_back_abandoned_jobs() == []
    with time_machine.travel(datetime.now(UTC) + 2 * LATER):
        assert take_back_abandoned_jobs() == [job.pk]


def test_a_job_that_is_over_is_never_abandoned(job):
    run(job)

    with time_machine.travel(datetime.now(UTC) + LATER):
        assert take_back_abandoned_jobs() == []


def test_abandoned_jobs_are_done_by_whoever_looks_after_them(job, reader):
    ITwinJob.objects.update(worker="gone", attempts=1)

    with time_machine.travel(datetime.now(UTC) + LATER):
        enqueue_abandoned_jobs()

    job.refresh_from_db()
    assert (job.status, job.attempts, len(holders(reader))) == ("Completed", 2, 2)


def test_a_job_that_is_gone_is_no_error(job):
    job_id = job.pk
    job.delete()

    run_itwin_job(job_id=job_id)

    assert not ITwinJob.objects.exists()
