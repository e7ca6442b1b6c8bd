"""Writing down who changed what, in the transaction of the change."""

import uuid
from collections.abc import Iterable
from typing import Any

from accounts.models import User
from itwins_site.bulk_rows import add_rows_at_once
from twins.choices import AuditOperation, Channel
from twins.models import AuditEntry, ITwin

Changes = dict[str, list[Any]]


def record(
    operation: AuditOperation,
    itwin: ITwin,
    *,
    by: User,
    through: Channel,
    changes: Changes | None = None,
    reason: str = "",
) -> None:
    """Adds one entry; `changes` maps a wire name, or whom it is about, to before and after."""
    entry(operation, itwin, by=by, through=through, changes=changes, reason=reason).save()


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Adds entries: one statement, however many."""
    add_rows_at_once(AuditEntry, entries)


def note(changes: Changes, name: str, before: Any, after: Any) -> None:
    """Adds one change; a name may stand for two things, as two roles may have the same."""
    while name in changes:
        name += " (another)"
    changes[name] = [before, after]


def entry(
    operation: AuditOperation,
    itwin: ITwin,
    *,
    by: User,
    through: Channel,
    changes: Changes | None = None,
    reason: str = "",
) -> AuditEntry:
    return AuditEntry(
        user=by,
        channel=through,
        operation=operation,
        itwin_id=itwin.pk,
        itwin_name=itwin.display_name,
        changes={name: [_plain(value) for value in pair] for name, pair in (changes or {}).items()},
        reason=reason,
    )


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, uuid.UUID) else value
