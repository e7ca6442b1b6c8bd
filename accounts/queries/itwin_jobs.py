"""What a body asks a job to do, and how the API shows one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.choices import JobAction
from accounts.errors import (
    UNREADABLE_BODY,
    InvalidJobRequest,
    JobNotFound,
    invalid_value,
    missing_property,
    too_many,
)
from accounts.models import ITwinJob
from accounts.permissions import Permission
from accounts.queries.assignments import read_email, read_role_ids
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.guids import parse_guid
from twins.models import ITwin

MOST_PER_ACTION = 100  # role ids to assign, role ids to unassign, e-mails to remove
PERMISSION_TO = {
    JobAction.ASSIGN_ROLES: Permission.INVITE_MEMBER,
    JobAction.UNASSIGN_ROLES: Permission.INVITE_MEMBER,
    JobAction.REMOVE_MEMBERS: Permission.REMOVE_MEMBER,
}
_Entries = list[dict[str, Any]]


@dataclass(frozen=True)
class JobEntry:
    """One thing to do about one person; `target` is where the body asks for it."""

    action: JobAction
    target: str
    email: str
    role_ids: list[UUID]


def permissions_needed(body: Mapping[str, Any]) -> set[Permission]:
    """What the caller must hold for the actions that a body names, whether or not they are valid."""
    actions = body.get("actions")
    if not isinstance(actions, dict):
        return set()
    return {PERMISSION_TO[action] for action in JobAction if actions.get(action)}


def read_actions(body: Mapping[str, Any]) -> dict[str, _Entries]:
    """The actions as they are kept and echoed; raises InvalidJobRequest with every detail."""
    actions = body.get("actions")
    if actions is None:
        raise InvalidJobRequest(missing_property("actions"))
    if not isinstance(actions, dict):
        raise InvalidJobRequest(invalid_value("actions"))
    details: list[ErrorDetail] = []
    read = {
        action.value: _read_entries(action, actions[action], details)
        for action in JobAction
        if actions.get(action) is not None
    }
    if not any(read.values()) and not details:
        details.append(UNREADABLE_BODY)
    if details:
        raise InvalidJobRequest(*details)
    return read


def entries_of(job: ITwinJob) -> list[JobEntry]:
    """Everything that a job does, in its order."""
    return [
        JobEntry(
            action,
            f"actions.{action}[{place}]",
            entry["email"],
            [UUID(role_id) for role_id in entry.get("roleIds", ())],
        )
        for action in JobAction
        for place, entry in enumerate(job.actions.get(action, ()))
    ]


def job_of(itwin: ITwin, job_id: str) -> ITwinJob:
    """The job with that id; raises JobNotFound."""
    wanted = parse_guid(job_id)
    job = wanted and ITwinJob.objects.filter(itwin=itwin, pk=wanted).first()
    if not job:
        raise JobNotFound
    return job


def represent_job(job: ITwinJob, *, in_full: bool = False) -> dict[str, Any]:
    """A job as the API shows it; what failed only in full, and only if something did."""
    shown = {"id": str(job.pk), "itwinId": str(job.itwin_id), "status": job.status}
    errors = [{name: error[name] for name in ("code", "message", "target")} for error in job.errors]
    return shown | {"error": errors} if in_full and errors else shown


def represent_actions(job: ITwinJob) -> dict[str, _Entries]:
    """What the job was asked to do: the keys that were sent, whichever order the row keeps."""
    return {action.value: job.actions[action] for action in JobAction if action in job.actions}


def _read_entries(action: JobAction, given: Any, details: list[ErrorDetail]) -> _Entries:
    target = f"actions.{action}"
    if not isinstance(given, list):
        details.append(invalid_value(target))
        return []
    if _size(given) > MOST_PER_ACTION:
        # What is wrong with each of ten thousand is not worth telling.
        details.append(too_many(target))
        return []
    return [
        _read_entry(action, entry, f"{target}[{place}]", details)
        for place, entry in enumerate(given)
    ]


def _size(entries: list[Any]) -> int:
    given = [entry.get("roleIds") for entry in entries if isinstance(entry, dict)]
    return max(len(entries), sum(len(ids) for ids in given if isinstance(ids, list)))


def _read_entry(
    action: JobAction, entry: Any, target: str, details: list[ErrorDetail]
) -> dict[str, Any]:
    if not isinstance(entry, dict):
        details.append(invalid_value(target))
        return {}
    read: dict[str, Any] = {"email": read_email(entry.get("email"), f"{target}.email", details)}
    if action != JobAction.REMOVE_MEMBERS:
        role_ids = read_role_ids(entry.get("roleIds"), f"{target}.roleIds", details)
        read["roleIds"] = [str(role_id) for role_id in role_ids]
    return read
