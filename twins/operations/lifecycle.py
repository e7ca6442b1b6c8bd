"""Creating, changing, deleting and restoring iTwins: each one transaction, each written down."""

from typing import Any, NoReturn, Unpack
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.choices import EventType
from accounts.models import User
from accounts.operations import audit, visibility
from accounts.operations.events import tell_of_itwin
from accounts.operations.owner_members import add_owner
from itwins_site.wire.errors import ErrorDetail
from twins.choices import CLASS_OF_SUBCLASS, AuditOperation, Channel, SubClass
from twins.errors import (
    CannotRestoreITwin,
    DisplayNameExists,
    ITwinExists,
    ITwinNotFound,
    NumberExists,
)
from twins.folding import fold_key
from twins.models import Favorite, ITwin, Recent
from twins.models.itwin import DISPLAY_NAME_IS_UNIQUE, NUMBER_IS_UNIQUE, now_in_milliseconds
from twins.operations import hierarchy
from twins.queries.itwin_values import ITwinValues

# Column to wire name, in the wire's order: how changes are written down.
_WIRE_NAMES = {
    "type": "type",
    "number": "number",
    "display_name": "displayName",
    "geographic_location": "geographicLocation",
    "latitude": "latitude",
    "longitude": "longitude",
    "iana_time_zone": "ianaTimeZone",
    "data_center_location": "dataCenterLocation",
    "status": "status",
}


def create_itwin(
    *,
    by: User,
    parent: ITwin,
    sub_class: SubClass,
    through: Channel,
    itwin_id: UUID | None = None,
    **values: Unpack[ITwinValues],
) -> ITwin:
    """Adds an iTwin under `parent` (an Account, or an iTwin) and makes its creator the owner.

    Raises ITwinExists, and HierarchyChanged when the parent was deleted meanwhile.
    """
    itwin = ITwin(
        sub_class=sub_class,
        itwin_class=CLASS_OF_SUBCLASS[sub_class],
        parent=parent,
        account_id=parent.account_id,
        created_by=by,
        last_modified_by=by,
        **values,
    )
    if itwin_id is not None:
        itwin.id = itwin_id
    itwin.number = itwin.number or str(itwin.id)
    itwin.last_modified_at = itwin.created_at
    itwin.fold_texts()
    try:
        with transaction.atomic():
            place = hierarchy.place_for(itwin)
            refuse_taken_names(itwin)
            itwin.save(force_insert=True)
            hierarchy.plant(itwin, place)
            add_owner(itwin=itwin, user=by)
            audit.record(AuditOperation.CREATED, itwin, by=by, through=through)
            tell_of_itwin(EventType.ITWIN_CREATED, itwin, by=by)
    except IntegrityError as error:
        _refuse_taken_name(itwin, error)
    return itwin


def change_itwin(
    itwin: ITwin,
    *,
    by: User,
    through: Channel,
    move_under: ITwin | None = None,
    reason: str = "",
    **values: Unpack[ITwinValues],
) -> ITwin:
    """Changes what is given and returns the iTwin as it now is; what is equal stays untouched.

    Raises ITwinExists; ITwinNotFound when it was deleted meanwhile; HierarchyChanged and
    WouldBeItsOwnAncestor for a move that cannot be.
    """
    try:
        with transaction.atomic():
            return _change(itwin, by, through, move_under, reason, values)
    except IntegrityError as error:
        itwin.number = values.get("number", itwin.number)
        itwin.display_name = values.get("display_name", itwin.display_name)
        itwin.fold_texts()
        _refuse_taken_name(itwin, error)


def _change(
    itwin: ITwin,
    by: User,
    through: Channel,
    move_under: ITwin | None,
    reason: str,
    values: Any,
) -> ITwin:
    changes: audit.Changes = {}
    if move_under is not None:
        # The tree's lock comes before the row's, here as everywhere.
        before = hierarchy.move_subtree(itwin, under=move_under)
        if before is not None:
            changes["parentId"] = [before, move_under.pk]
    current = _locked(itwin)
    for column, value in values.items():
        if getattr(current, column) != value:
            changes[_WIRE_NAMES[column]] = [getattr(current, column), value]
            setattr(current, column, value)
    if not changes:
        return current
    current.last_modified_by = by
    current.last_modified_at = now_in_milliseconds()
    current.fold_texts()
    refuse_taken_names(current)
    current.save()
    visibility.refresh_itwin(current)
    audit.record(
        AuditOperation.CHANGED, current, by=by, through=through, changes=changes, reason=reason
    )
    return current


@transaction.atomic
def delete_itwin(itwin: ITwin, *, by: User, through: Channel, reason: str = "") -> None:
    """Takes an iTwin away until it is restored or purged; its children move up to its parent."""
    try:
        child_ids = hierarchy.uproot(itwin)
    except hierarchy.HierarchyChanged:  # somebody else deleted it first
        raise ITwinNotFound from None
    current = _locked(itwin)
    current.deleted_at = timezone.now()
    current.save(update_fields=["deleted_at"])
    Favorite.objects.filter(itwin=current).delete()
    Recent.objects.filter(itwin=current).delete()
    visibility.refresh_itwin(current)
    tell_of_itwin(EventType.ITWIN_DELETED, current, by=by)
    moved = {"parentId": [current.pk, current.parent_id]}
    because = f"{current.display_name} was deleted"
    audit.record_all(
        [
            audit.entry(AuditOperation.DELETED, current, by=by, through=through, reason=reason),
            *(
                audit.entry(
                    AuditOperation.CHANGED,
                    child,
                    by=by,
                    through=through,
                    changes=moved,
                    reason=because,
                )
                for child in ITwin.objects.filter(pk__in=child_ids)
            ),
        ]
    )


def restore_itwin(itwin: ITwin, *, by: User, through: Channel, reason: str = "") -> ITwin:
    """Puts a deleted iTwin back where it was, or raises CannotRestoreITwin with what hinders."""
    try:
        with transaction.atomic():
            return _restore(itwin, by, through, reason)
    except ITwin.DoesNotExist:
        raise CannotRestoreITwin(f"{itwin} has been purged: nothing of it is left.") from None
    except (hierarchy.HierarchyChanged, IntegrityError):  # another writer was faster
        raise CannotRestoreITwin(
            f"Somebody has just restored {itwin}, moved or deleted its parent, or taken its number"
            " or name. Next: try again."
        ) from None


def _restore(itwin: ITwin, by: User, through: Channel, reason: str) -> ITwin:
    found = ITwin.objects.select_related("parent").get(pk=itwin.pk)
    _refuse_to_restore(found)
    place = hierarchy.place_for(found)
    current = ITwin.objects.select_for_update(no_key=True).get(pk=itwin.pk)
    if current.deleted_at is None or current.parent_id != found.parent_id:
        raise hierarchy.HierarchyChanged
    current.deleted_at = None
    current.save(update_fields=["deleted_at"])
    hierarchy.plant(current, place)
    visibility.refresh_itwin(current)
    audit.record(AuditOperation.RESTORED, current, by=by, through=through, reason=reason)
    # Whoever was told that it is gone has to hear that it is there again.
    tell_of_itwin(EventType.ITWIN_CREATED, current, by=by)
    return current


def _refuse_to_restore(itwin: ITwin) -> None:
    if itwin.deleted_at is None:
        raise CannotRestoreITwin(f"{itwin} is not deleted.")
    parent = itwin.parent
    if parent is None or parent.deleted_at is not None:
        raise CannotRestoreITwin(
            f"Its parent {parent} is deleted too. Next: restore {getattr(parent, 'pk', '')} first."
        )
    for taken in _taken_names(itwin):
        raise CannotRestoreITwin(
            f"Its {taken.target} is used by another {itwin.sub_class} of the Account."
            f" Next: change the {taken.target} of that one."
        )


def _locked(itwin: ITwin) -> ITwin:
    """The row as it is now, kept from other writers until the transaction ends."""
    current = ITwin.objects.select_for_update(no_key=True).live().filter(pk=itwin.pk).first()
    if current is None:
        raise ITwinNotFound
    return current


def refuse_taken_names(itwin: ITwin) -> None:
    """Raises ITwinExists if another iTwin of the Account and subClass has the number or name."""
    taken = _taken_names(itwin)
    if taken:
        raise ITwinExists(*taken)


def _taken_names(itwin: ITwin) -> list[ErrorDetail]:
    others = (
        ITwin.objects.live()
        .filter(account_id=itwin.account_id, sub_class=itwin.sub_class)
        .exclude(pk=itwin.pk)
    )
    taken = []
    if others.filter(number_folded=fold_key(itwin.number)).exists():
        taken.append(NumberExists)
    if (
        settings.UNIQUE_DISPLAY_NAMES
        and others.filter(unique_display_name=fold_key(itwin.display_name)).exists()
    ):
        taken.append(DisplayNameExists)
    return taken


def _refuse_taken_name(itwin: ITwin, error: IntegrityError) -> NoReturn:
    """Answers for the writer who lost a race: the database refused what the check had passed."""
    if NUMBER_IS_UNIQUE in str(error):
        raise ITwinExists(NumberExists) from None
    if DISPLAY_NAME_IS_UNIQUE in str(error):
        raise ITwinExists(DisplayNameExists) from None
    refuse_taken_names(itwin)
    raise error
