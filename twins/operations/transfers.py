"""The life of a transfer: planned, checked, decided, tried, approved, run; each step a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from twins.models import ITwin, Transfer, TransferKind, TransferState
from twins.models.itwin import now_in_milliseconds
from twins.operations import move_itwins, move_undo
from twins.operations.move_undo import UndoPlan
from twins.operations.transfer_journal import Journal
from twins.queries.move_plan import MovePlan
from twins.queries.move_reading import NothingThere

_PLANNED = (
    TransferState.DRAFT,
    TransferState.CHECKED,
    TransferState.AWAITING_APPROVAL,
    TransferState.READY,
    TransferState.FAILED,
    TransferState.EXPIRED,
)


class TransferRefused(Exception):
    """Why a step cannot be taken, as a sentence for support staff."""


class DecisionsMissing(TransferRefused):
    """Something has to be decided first."""


@dataclass
class _Tried(Exception):
    """Ends a dry run: everything it wrote is rolled back."""

    report: dict[str, Any]


@transaction.atomic
def plan_move_of_itwins(
    *, root_ids: Sequence[UUID], parent_id: UUID, by: User, ticket: str = "", reason: str = ""
) -> Transfer:
    """Notes what is to be moved where, and checks it."""
    if not root_ids:
        raise TransferRefused("Nothing was named that could move. Next: name at least one iTwin.")
    named = ITwin.objects.filter(pk__in=root_ids).accounts()
    if named.exists():
        raise TransferRefused(
            f"{named.first()} is an Account (ROOT_IS_ACCOUNT). Next: move the Account instead."
        )
    transfer = Transfer.objects.create(
        kind=TransferKind.MOVE_ITWINS,
        roots=[str(pk) for pk in dict.fromkeys(root_ids)],
        parent_id=parent_id,
        created_by=by,
        ticket=ticket,
        reason=reason,
    )
    return check(transfer)


@transaction.atomic
def plan_undo(transfer: Transfer, *, by: User, ticket: str = "", reason: str = "") -> Transfer:
    """Notes that a transfer is to be taken back, and checks it: a transfer like any other."""
    held = _hold(transfer, (TransferState.DONE,))
    undo = Transfer.objects.create(
        kind=held.kind,
        undoes=held,
        roots=held.roots,
        parent_id=held.parent_id,
        created_by=by,
        ticket=ticket or held.ticket,
        reason=reason,
    )
    return check(undo)


@transaction.atomic
def check(transfer: Transfer) -> Transfer:
    """Finds out anew what is in the way, what to decide and what to know."""
    held = _hold(transfer, _PLANNED)
    return _note(held, _plan(held))


@transaction.atomic
def decide(transfer: Transfer, choices: Mapping[str, str]) -> Transfer:
    """Takes decisions, by code or by code and subject; an empty word takes one back."""
    held = _hold(transfer, _PLANNED)
    held.decisions = {code: word for code, word in {**held.decisions, **choices}.items() if word}
    held.approved_by = held.approved_at = None  # something else was approved
    return _note(held, _plan(held))


@transaction.atomic
def approve(transfer: Transfer, *, by: User) -> Transfer:
    """Lets a crossing transfer be run: a second person has read it."""
    held = _hold(transfer, (TransferState.AWAITING_APPROVAL,))
    if by.pk == held.created_by_id:
        raise TransferRefused(f"{held.number} is yours. Next: ask a second support person.")
    held.approved_by, held.approved_at = by, timezone.now()
    held.state = TransferState.READY
    held.save(update_fields=["approved_by", "approved_at", "state"])
    return held


def dry_run(transfer: Transfer) -> dict[str, Any]:
    """Does everything that a run does, then takes it back; returns what it would have reported."""
    try:
        with transaction.atomic():
            held = _hold(transfer, _PLANNED)
            raise _Tried(_perform(held, by=held.created_by))
    except _Tried as tried:
        Transfer.objects.filter(pk=transfer.pk).update(
            report=tried.report, dry_run_at=timezone.now()
        )
        transfer.refresh_from_db()
        return tried.report


def run(transfer: Transfer, *, by: User) -> Transfer:
    """Does it: all or nothing. Raises TransferRefused, and then nothing was changed.

    RUNNING is noted before and on its own, so that others can see it. Whoever finds it noted
    while nobody holds the row knows that the process was killed: see `give_back`.
    """
    with transaction.atomic():
        held = _hold(transfer, (TransferState.READY,))
        held.state, held.run_by, held.started_at = TransferState.RUNNING, by, timezone.now()
        held.failure = ""
        held.save(update_fields=["state", "run_by", "started_at", "failure"])
    try:
        with transaction.atomic():
            running = _hold(held, (TransferState.RUNNING,))
            if running.started_at != held.started_at:
                raise TransferRefused(f"{held.number} was taken over by another run.")
            running.report = _perform(running, by=by)
            running.state, running.finished_at = TransferState.DONE, timezone.now()
            running.save(update_fields=["report", "state", "finished_at"])
            _mark_undone(running)
            return running
    except TransferRefused as refusal:
        _end(held, TransferState.CHECKED, str(refusal))
        raise
    except Exception as error:
        _end(held, TransferState.FAILED, f"{type(error).__name__}: {error}")
        raise


@transaction.atomic
def give_back(transfer: Transfer) -> bool:
    """Makes a transfer ready again whose run was killed; False while it is running.

    A run holds the row from its first statement to its last.
    """
    rows = Transfer.objects.select_for_update(skip_locked=True).filter(pk=transfer.pk)
    held = rows.filter(state=TransferState.RUNNING).first()
    if held is None:
        return False
    held.state, held.started_at = TransferState.READY, None
    held.failure = "The run was interrupted: nothing was changed."
    held.save(update_fields=["state", "started_at", "failure"])
    return True


def _perform(transfer: Transfer, *, by: User) -> dict[str, Any]:
    """The one function behind a dry run and a run; whoever calls commits, or does not."""
    found = _thought_through(transfer)
    _hold_rows(found)
    # Again, for what was written until the locks were held.
    found = _thought_through(transfer)
    journal = Journal(transfer)
    told = _write(found, transfer, journal, by)
    return told | {"rowsChanged": journal.write()}


def _hold_rows(found: MovePlan | UndoPlan) -> None:
    if isinstance(found, UndoPlan):
        move_undo.hold(found)
    else:
        move_itwins.hold(found)


def _write(
    found: MovePlan | UndoPlan, transfer: Transfer, journal: Journal, by: User
) -> dict[str, Any]:
    at = now_in_milliseconds()
    if isinstance(found, UndoPlan):
        move_undo.verify(move_undo.write(found, transfer, journal, by=by, at=at))
        return move_undo.report(found)
    move_itwins.write(found, transfer, journal, by=by, at=at)
    move_itwins.verify(found)
    return move_itwins.report(found)


def _mark_undone(transfer: Transfer) -> None:
    """What was taken back is undone; what that had taken back in turn is done again."""
    undone = transfer.undoes
    if undone is None:
        return
    Transfer.objects.filter(pk=undone.pk).update(state=TransferState.UNDONE)
    if undone.undoes_id is not None:
        Transfer.objects.filter(pk=undone.undoes_id).update(state=TransferState.DONE)


_STALE = "Something has changed since the check. Next: check again and read what is new."


def _thought_through(transfer: Transfer) -> MovePlan | UndoPlan:
    found = _plan(transfer)
    if found.is_blocked:
        codes = sorted({each.code for each in found.findings if each.level == "X"})
        raise TransferRefused(f"{transfer.number} is blocked: {', '.join(codes)}.")
    if found.is_undecided:
        codes = sorted({each.code for each in found.findings if each.is_open})
        raise DecisionsMissing(f"{transfer.number} needs decisions: {', '.join(codes)}.")
    if transfer.fingerprint != found.fingerprint:
        raise TransferRefused(_STALE)
    return found


def _plan(transfer: Transfer) -> MovePlan | UndoPlan:
    try:
        return move_undo.plan(transfer) if transfer.undoes_id else move_itwins.plan(transfer)
    except NothingThere as gone:
        raise TransferRefused(
            f"There is no iTwin with the id {gone.args[0]} any more (TARGET_GONE)."
        ) from None


def _note(transfer: Transfer, found: MovePlan | UndoPlan) -> Transfer:
    transfer.findings = [finding.as_json() for finding in found.findings]
    transfer.counts = found.counts
    transfer.is_crossing = found.is_crossing
    transfer.fingerprint = found.fingerprint
    transfer.checked_at = timezone.now()
    transfer.state = _state_after_check(transfer, found)
    transfer.save()
    return transfer


def _state_after_check(transfer: Transfer, found: MovePlan | UndoPlan) -> TransferState:
    if found.is_blocked or found.is_undecided:
        return TransferState.CHECKED
    if transfer.is_crossing and transfer.approved_by_id is None:
        return TransferState.AWAITING_APPROVAL
    return TransferState.READY


def _hold(transfer: Transfer, states: Sequence[TransferState]) -> Transfer:
    held = Transfer.objects.select_for_update(no_key=True).get(pk=transfer.pk)
    if held.state not in states:
        raise TransferRefused(f"{held.number} is {held.get_state_display()}.")
    return held


@transaction.atomic
def _end(transfer: Transfer, state: TransferState, why: str) -> None:
    Transfer.objects.filter(
        pk=transfer.pk, state=TransferState.RUNNING, started_at=transfer.started_at
    ).update(state=state, failure=why, finished_at=timezone.now())
