"""Jobs: many changes of an iTwin's members, one after the other, in the background.

A queue may lose a job with the worker that ran it. So the row carries a lease, which every entry
extends; once it has run out, the job is handed to another worker, which goes on where the last
one stopped. An entry and the note that it is done are written in one transaction, and only by
the worker that has the lease.
"""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower

from accounts.access import itwin_for
from accounts.choices import JobAction, JobStatus
from accounts.errors import InsufficientPermissions, TeamMemberNotFound
from accounts.escalation import refuse_handing_on
from accounts.models import ITwinJob, User
from accounts.operations.user_members import add_members, remove_user_member, unassign_roles
from accounts.queries.assignments import assignable_roles, roles_usable_on
from accounts.queries.itwin_jobs import PERMISSION_TO, JobEntry, entries_of
from accounts.queries.member_entries import MemberEntry
from itwins_site.wire.errors import ApiError, InternalServerError
from twins.choices import Channel
from twins.models import ITwin

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 3

log = structlog.get_logger(__name__)


class LeaseLost(Exception):
    """Another worker has the job: what this one was about to write is not written."""


@transaction.atomic
def create_itwin_job(
    *, itwin: ITwin, actions: Mapping[str, list[dict[str, Any]]], by: User
) -> ITwinJob:
    """Keeps what is to be done; whoever calls this enqueues it."""
    job = ITwinJob(itwin=itwin, actions=actions, created_by=by)
    given = {
        role_id
        for entry in entries_of(job)
        if entry.action == JobAction.ASSIGN_ROLES
        for role_id in entry.role_ids
    }
    refuse_handing_on(by, itwin, roles_usable_on(itwin, given).values())
    job.leased_until = datetime.now(UTC) + LEASE
    job.save(force_insert=True)
    return job


def run_itwin_job(*, job_id: UUID) -> None:
    """Does what is left of a job; nothing if it is over or another worker is at it."""
    job = _take_up(job_id)
    if job is None:
        return
    entries = entries_of(job)
    left = entries[job.entries_done :]
    try:
        if job.attempts > MOST_ATTEMPTS:
            _give_up(job, left)
        else:
            for entry in left:
                _do(job, entry)
        _finish(job, entries)
    except LeaseLost:
        log.warning("job taken over by another worker", job_id=str(job.pk))


def take_back_abandoned_jobs() -> list[UUID]:
    """The jobs whose worker went silent, or which none took up in time, to be enqueued again.

    Each is returned to one caller only, and not again before another lease has run out.
    """
    now = datetime.now(UTC)
    abandoned = ITwinJob.objects.filter(status=JobStatus.ACTIVE, leased_until__lt=now)
    return [
        job_id
        for job_id in abandoned.values_list("pk", flat=True)
        if abandoned.filter(pk=job_id).update(worker="", leased_until=now + LEASE)
    ]


def _take_up(job_id: UUID) -> ITwinJob | None:
    now = datetime.now(UTC)
    worker = uuid.uuid4().hex
    free = ITwinJob.objects.filter(Q(worker="") | Q(leased_until__lt=now), status=JobStatus.ACTIVE)
    taken = free.filter(pk=job_id).update(
        worker=worker, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    return ITwinJob.objects.filter(pk=job_id, worker=worker).first() if taken else None


def _do(job: ITwinJob, entry: JobEntry) -> None:
    with transaction.atomic():
        error = _error_of(job, entry)
        job.errors = [*job.errors, error] if error else job.errors
        job.entries_done += 1
        # Last, so that it is held shortly: those whom the entry waits for never wait for us.
        _write(
            job,
            entries_done=job.entries_done,
            errors=job.errors,
            leased_until=datetime.now(UTC) + LEASE,
        )


def _error_of(job: ITwinJob, entry: JobEntry) -> dict[str, str] | None:
    """Does one entry; what is in its way is told, and stops none of the others."""
    try:
        with transaction.atomic():
            _perform(job, entry)
    except ApiError as refusal:
        return _as_error(refusal, entry)
    except (OperationalError, InterfaceError):
        raise  # of the database, not of the entry: the job is tried again
    except Exception:
        log.exception("entry of a job failed", job_id=str(job.pk), target=entry.target)
        return _as_error(InternalServerError(), entry)
    return None


def _perform(job: ITwinJob, entry: JobEntry) -> None:
    # The job acts with what its creator may do by now, not with what they could do then.
    by = User.objects.filter(pk=job.created_by_id, is_active=True).first()
    if by is None:
        raise InsufficientPermissions
    itwin = itwin_for(by, job.itwin_id, to=PERMISSION_TO[entry.action])
    if entry.action == JobAction.ASSIGN_ROLES:
        add_members(
            itwin=itwin,
            entries=[MemberEntry(entry.email, entry.role_ids)],
            by=by,
            target=lambda _, place: f"{entry.target}.roleIds[{place}]",
            through=Channel.JOB,
        )
        return
    user = _person(entry)
    if entry.action == JobAction.REMOVE_MEMBERS:
        remove_user_member(itwin=itwin, user=user, by=by, through=Channel.JOB)
        return
    roles = assignable_roles(
        itwin, entry.role_ids, target=lambda place: f"{entry.target}.roleIds[{place}]", to=user
    )
    unassign_roles(itwin=itwin, user=user, roles=roles, by=by)


def _person(entry: JobEntry) -> User:
    # Those who can no longer sign in as well: they are whom one wants to remove.
    people = User.objects.alias(lower=Lower("email")).filter(lower=entry.email.lower())
    user = people.first()
    if user is None:
        raise TeamMemberNotFound
    return user


def _as_error(refusal: ApiError, entry: JobEntry) -> dict[str, str]:
    error = refusal.envelope("/accesscontrol")["error"]
    place = f"{entry.target}.email" if isinstance(refusal, TeamMemberNotFound) else entry.target
    return {
        "code": error["code"],
        "message": error["message"],
        "target": error.get("target", place),
    }


def _give_up(job: ITwinJob, left: list[JobEntry]) -> None:
    log.error("job given up", job_id=str(job.pk), attempts=MOST_ATTEMPTS, entries_left=len(left))
    job.errors = [*job.errors, *(_as_error(InternalServerError(), entry) for entry in left)]


def _finish(job: ITwinJob, entries: list[JobEntry]) -> None:
    _write(
        job,
        status=_outcome(failed=len(job.errors), of=len(entries)),
        errors=job.errors,
        entries_done=len(entries),
        finished_at=datetime.now(UTC),
        leased_until=None,
    )


def _outcome(*, failed: int, of: int) -> JobStatus:
    if not failed:
        return JobStatus.COMPLETED
    return JobStatus.FAILED if failed == of else JobStatus.PARTIAL_COMPLETED


def _write(job: ITwinJob, **values: Any) -> None:
    rows = ITwinJob.objects.filter(pk=job.pk, worker=job.worker, status=JobStatus.ACTIVE)
    if not rows.update(**values):
        raise LeaseLost
