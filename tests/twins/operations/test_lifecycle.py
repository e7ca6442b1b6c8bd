"""Creating, changing, deleting and restoring: what is kept, what is refused, what is written down."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import OwnerMember, UserMember, VisibleITwin
from accounts.operations import visibility
from tests.factories import make_itwin, make_member
from twins.choices import Channel, SubClass
from twins.errors import CannotRestoreITwin, ITwinExists, ITwinNotFound
from twins.models import AuditEntry, Favorite, HierarchyNode, ITwin, Recent
from twins.operations.favorites import add_favorite
from twins.operations.hierarchy import HierarchyChanged, WouldBeItsOwnAncestor
from twins.operations.lifecycle import change_itwin, create_itwin, delete_itwin, restore_itwin
from twins.operations.recents import touch_recent


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Bridge", number="N-1")


def _entries(itwin):
    return list(
        AuditEntry.objects.filter(itwin_id=itwin.pk)
        .order_by("id")
        .values_list("operation", "channel", "user__email", "itwin_name", "changes", "reason")
    )


def _shows(user):
    rows = VisibleITwin.objects.filter(user=user).order_by("display_name")
    return list(rows.values_list("display_name", "number_folded", "status", "sub_class"))


# --- creating ---------------------------------------------------------------------------------


def test_a_new_itwin_has_a_node_an_owner_and_an_entry(acme, bridge, owner):
    assert (bridge.account, bridge.parent) == (acme, acme)
    assert bridge.created_at == bridge.last_modified_at
    assert bridge.created_at.microsecond % 1000 == 0
    assert HierarchyNode.objects.get().itwin == bridge
    assert OwnerMember.objects.get(itwin=bridge).user == owner
    assert _shows(owner) == [("Bridge", "n-1", "Active", "Project")]
    assert _entries(bridge) == [("Created", "Command", owner.email, "Bridge", {}, "")]


def test_a_create_that_is_refused_leaves_nothing(acme, bridge, owner):
    counted = [model.objects.count() for model in (ITwin, HierarchyNode, OwnerMember, AuditEntry)]

    with pytest.raises(ITwinExists) as refused:
        make_itwin(acme, owner=owner, display_name="bridge ", number="n-1")

    assert [detail.target for detail in refused.value.details] == ["number", "displayName"]
    assert counted == [
        model.objects.count() for model in (ITwin, HierarchyNode, OwnerMember, AuditEntry)
    ]


def test_nothing_is_created_below_a_parent_that_was_deleted_meanwhile(bridge, owner):
    stale = ITwin.objects.get(pk=bridge.pk)
    delete_itwin(bridge, by=owner, through=Channel.API)

    with pytest.raises(HierarchyChanged):
        make_itwin(stale, owner=owner, display_name="Pillar")

    assert not ITwin.objects.filter(display_name="Pillar").exists()


def test_the_database_keeps_numbers_and_names_unique_by_itself(acme, bridge, owner):
    """Whoever loses a race between check and write is refused by the constraint."""
    twin = ITwin.objects.get(pk=bridge.pk)
    twin.pk, twin.number = None, "other"
    twin.fold_texts()

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


@pytest.mark.parametrize(
    ("sub_class", "itwin_class"), [("Project", "Thing"), ("Asset", "Endeavor"), ("Bridge", "Thing")]
)
def test_the_database_keeps_class_and_sub_class_together(bridge, sub_class, itwin_class):
    with pytest.raises(IntegrityError), transaction.atomic():
        ITwin.objects.filter(pk=bridge.pk).update(sub_class=sub_class, itwin_class=itwin_class)


# --- changing ---------------------------------------------------------------------------------


def test_a_change_is_copied_to_whoever_sees_it(bridge, owner, member):
    make_member(bridge, member)

    change_itwin(
        bridge, by=owner, through=Channel.API, display_name="Tunnel", number="N-2", status="Trial"
    )

    assert _shows(owner) == _shows(member) == [("Tunnel", "n-2", "Trial", "Project")]
    assert visibility.check() == []


def test_a_change_is_written_down_with_its_reason(bridge, admin):
    change_itwin(
        bridge,
        by=admin,
        through=Channel.ADMIN,
        reason="Asked for by phone",
        display_name="Bridge",
        type="Road",
        latitude=1.5,
    )

    assert _entries(bridge)[1:] == [
        (
            *("Changed", "Admin", admin.email, "Bridge"),
            {"type": [None, "Road"], "latitude": [None, 1.5]},
            "Asked for by phone",
        )
    ]


def test_changing_to_what_is_changes_nothing(bridge, owner, admin):
    changed = change_itwin(bridge, by=admin, through=Channel.API, number="N-1", type=None)

    assert changed.last_modified_by == owner
    assert len(_entries(bridge)) == 1


def test_a_change_is_made_to_the_row_as_it_is_now(bridge, owner, admin):
    stale = ITwin.objects.get(pk=bridge.pk)
    change_itwin(bridge, by=owner, through=Channel.API, type="Road")

    changed = change_itwin(stale, by=admin, through=Channel.API, latitude=1.5)

    assert (changed.type, changed.latitude) == ("Road", 1.5)


def test_a_move_that_cannot_be_undoes_the_other_changes(bridge, owner):
    child = make_itwin(bridge, owner=owner)

    with pytest.raises(WouldBeItsOwnAncestor):
        change_itwin(bridge, by=owner, through=Channel.API, move_under=child, type="Road")

    bridge.refresh_from_db()
    assert bridge.type is None


def test_a_taken_name_undoes_the_move(acme, bridge, owner):
    road = make_itwin(acme, owner=owner, display_name="Road")

    with pytest.raises(ITwinExists):
        change_itwin(bridge, by=owner, through=Channel.API, move_under=road, display_name="ROAD")

    bridge.refresh_from_db()
    assert bridge.parent_id == acme.pk
    assert HierarchyNode.objects.get(itwin=bridge).parent_id is None


def test_what_was_deleted_meanwhile_is_not_changed(bridge, owner):
    stale = ITwin.objects.get(pk=bridge.pk)
    delete_itwin(bridge, by=owner, through=Channel.API)

    with pytest.raises(ITwinNotFound):
        change_itwin(stale, by=owner, through=Channel.API, type="Road")


# --- deleting ---------------------------------------------------------------------------------


def test_a_deleted_itwin_keeps_its_members_and_is_seen_by_none(bridge, owner, member):
    make_member(bridge, member)
    for person in (owner, member):
        add_favorite(user=person, itwin=bridge)
        touch_recent(user=person, itwin=bridge)

    delete_itwin(bridge, by=owner, through=Channel.API, reason="Torn down")

    bridge.refresh_from_db()
    assert bridge.deleted_at is not None
    assert not HierarchyNode.objects.exists()
    assert (Favorite.objects.count(), Recent.objects.count()) == (0, 0)
    assert (OwnerMember.objects.count(), UserMember.objects.count()) == (1, 1)
    assert _shows(owner) == _shows(member) == []
    assert visibility.check() == []
    assert _entries(bridge)[1:] == [("Deleted", "API", owner.email, "Bridge", {}, "Torn down")]


def test_nothing_is_deleted_twice(bridge, owner):
    delete_itwin(bridge, by=owner, through=Channel.API)

    with pytest.raises(ITwinNotFound):
        delete_itwin(bridge, by=owner, through=Channel.API)

    assert len(_entries(bridge)) == 2


# --- restoring --------------------------------------------------------------------------------


def test_a_restored_itwin_is_seen_again_by_its_members(bridge, owner, member, admin):
    make_member(bridge, member)
    delete_itwin(bridge, by=owner, through=Channel.API)

    restored = restore_itwin(bridge, by=admin, through=Channel.COMMAND, reason="A mistake")

    assert restored.deleted_at is None
    assert _shows(owner) == _shows(member) == [("Bridge", "n-1", "Active", "Project")]
    assert visibility.check() == []
    assert _entries(bridge)[2:] == [("Restored", "Command", admin.email, "Bridge", {}, "A mistake")]


def test_what_is_not_deleted_cannot_be_restored(bridge, owner):
    with pytest.raises(CannotRestoreITwin, match="Bridge is not deleted"):
        restore_itwin(bridge, by=owner, through=Channel.COMMAND)


def test_nothing_is_restored_below_a_deleted_parent(bridge, owner):
    child = make_itwin(bridge, owner=owner, display_name="Pillar")
    delete_itwin(child, by=owner, through=Channel.API)
    delete_itwin(bridge, by=owner, through=Channel.API)

    with pytest.raises(CannotRestoreITwin, match=f"restore {bridge.pk} first"):
        restore_itwin(child, by=owner, through=Channel.COMMAND)

    restore_itwin(bridge, by=owner, through=Channel.COMMAND)
    assert restore_itwin(child, by=owner, through=Channel.COMMAND).parent == bridge


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"number": "n-1", "display_name": "Other"}, "number"),
        ({"number": "N-2", "display_name": "BRIDGE"}, "displayName"),
    ],
)
def test_nothing_is_restored_over_a_number_or_name_in_use(acme, bridge, owner, values, word):
    delete_itwin(bridge, by=owner, through=Channel.API)
    make_itwin(acme, owner=owner, **values)

    with pytest.raises(CannotRestoreITwin, match=f"Its {word} is used by another Project"):
        restore_itwin(bridge, by=owner, through=Channel.COMMAND)

    bridge.refresh_from_db()
    assert bridge.deleted_at is not None


def test_an_itwin_can_be_created_with_an_id_of_the_caller(acme, owner):
    wanted = "8a04f48b-1b11-475f-9b61-3083bc69f28f"

    made = create_itwin(
        by=owner,
        parent=acme,
        sub_class=SubClass.ASSET,
        through=Channel.COMMAND,
        itwin_id=wanted,
        display_name="Asset",
    )

    assert (str(made.pk), made.number) == (wanted, wanted)
