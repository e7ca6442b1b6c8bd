"""The outbox: what happened is kept, in the transaction in which it happened, to be told."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts.choices import EventType, MemberType
from accounts.models import AccountOwnership, Event, Invitation, User
from itwins_site.bulk_rows import add_rows_at_once
from twins.models import ITwin


def tell(events: Iterable[Event]) -> None:
    """Keeps events for the worker: one statement, however many."""
    add_rows_at_once(Event, events)


def tell_of_itwin(event_type: EventType, itwin: ITwin, *, by: User) -> None:
    """Tells that an iTwin came or went; who held roles on it came or went with it."""
    ownership = AccountOwnership.objects.filter(account=itwin.account_id).first()
    owner_id, owner_type = _owner(ownership)
    content = {
        "eventCreatedBy": str(by.pk),
        "parentId": _text(itwin.parent_id),
        "accountOwnerId": _text(owner_id),
        "accountOwnerType": owner_type,
        "iTwinClass": itwin.itwin_class,
        "iTwinSubClass": itwin.sub_class,
    }
    tell([_event(event_type, itwin, content)])


def tell_of_invitations(itwin: ITwin, invitations: Iterable[Invitation]) -> None:
    tell(
        _event(EventType.INVITATION_CREATED, itwin, {"invitationId": str(invitation.pk)})
        for invitation in invitations
    )


def member_event(
    event_type: EventType,
    itwin: ITwin,
    *,
    member_id: UUID,
    member_type: MemberType,
    by: User,
    role: tuple[UUID, str] | None = None,
) -> Event:
    """What is told of one member; `role` is an id and a name."""
    content = {
        "memberId": str(member_id),
        "eventCreatedBy": str(by.pk),
        "memberType": str(member_type),
    }
    if role is not None:
        role_id, name = role
        content |= {"roleId": str(role_id), "roleName": name}
    return _event(event_type, itwin, content)


def _event(event_type: EventType, itwin: ITwin, content: dict[str, Any]) -> Event:
    return Event(
        event_type=event_type, itwin_id=itwin.pk, account_id=itwin.account_id, content=content
    )


def _owner(ownership: AccountOwnership | None) -> tuple[UUID | None, str | None]:
    if ownership is None:  # only while an Account is being made
        return None, None
    if ownership.user_id is not None:
        return ownership.user_id, "User"
    return ownership.organization_id, "Organization"


def _text(guid: UUID | None) -> str | None:
    return None if guid is None else str(guid)
