"""What another writer did between the reading of an iTwin and the write that follows."""

import pytest

from tests.factories import make_account, make_itwin, make_user
from twins.choices import AuditOperation, Channel, SubClass
from twins.models import AuditEntry, HierarchyNode, ITwin
from twins.operations.hierarchy import HierarchyChanged
from twins.operations.lifecycle import change_itwin, create_itwin, delete_itwin, restore_itwin


@pytest.fixture
def north(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="North")


@pytest.fixture
def south(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="South")


@pytest.fixture
def bridge(north, owner) -> ITwin:
    return make_itwin(north, owner=owner, display_name="Bridge")


def as_read_earlier(itwin: ITwin) -> ITwin:
    return ITwin.objects.get(pk=itwin.pk)


def last_changes() -> dict:
    return AuditEntry.objects.filter(operation=AuditOperation.CHANGED).order_by("-id")[0].changes


def test_children_go_to_the_parent_that_a_deleted_itwin_was_moved_to_meanwhile(
    owner, north, south, bridge
):
    pier = make_itwin(bridge, owner=owner, display_name="Pier")
    stale = as_read_earlier(bridge)
    change_itwin(bridge, by=owner, through=Channel.API, move_under=south)

    delete_itwin(stale, by=owner, through=Channel.API)

    assert ITwin.objects.get(pk=pier.pk).parent_id == south.pk
    assert HierarchyNode.objects.get(pk=pier.pk).parent_id == south.pk


def test_the_parent_written_down_is_the_one_before_the_move_not_the_one_read_earlier(
    acme, owner, north, south, bridge
):
    stale = as_read_earlier(bridge)
    change_itwin(bridge, by=owner, through=Channel.API, move_under=south)

    change_itwin(stale, by=owner, through=Channel.API, move_under=acme)

    assert last_changes() == {"parentId": [str(south.pk), str(acme.pk)]}


def test_a_move_to_where_an_itwin_hangs_already_changes_nothing(owner, north, bridge):
    tunnel = make_itwin(north, owner=owner, display_name="Tunnel")

    change_itwin(bridge, by=owner, through=Channel.API, move_under=north)

    assert not AuditEntry.objects.filter(operation=AuditOperation.CHANGED).exists()
    assert list(HierarchyNode.objects.filter(parent=north.pk).values_list("pk", flat=True)) == [
        bridge.pk,
        tunnel.pk,
    ]


def test_nothing_is_created_below_a_parent_that_has_left_its_account(acme, owner, north):
    elsewhere = make_account(owner.organization, owner, "Elsewhere", is_primary=False)
    stale = as_read_earlier(north)
    ITwin.objects.filter(pk=north.pk).update(account=elsewhere, parent=elsewhere)
    HierarchyNode.objects.filter(pk=north.pk).update(account=elsewhere)

    with pytest.raises(HierarchyChanged):
        create_itwin(
            by=owner,
            parent=stale,
            sub_class=SubClass.ASSET,
            through=Channel.API,
            display_name="Orphan",
        )

    assert not ITwin.objects.filter(display_name="Orphan").exists()


def test_nothing_becomes_top_level_in_an_account_that_it_has_left(acme, owner, north, bridge):
    elsewhere = make_account(owner.organization, owner, "Elsewhere", is_primary=False)
    stale = as_read_earlier(bridge)
    ITwin.objects.filter(pk=north.pk).update(parent=elsewhere)
    ITwin.objects.filter(pk__in=[north.pk, bridge.pk]).update(account=elsewhere)
    HierarchyNode.objects.filter(pk__in=[north.pk, bridge.pk]).update(account=elsewhere)

    with pytest.raises(HierarchyChanged):
        change_itwin(stale, by=owner, through=Channel.API, move_under=acme)

    assert ITwin.objects.get(pk=bridge.pk).parent_id == north.pk


def test_a_move_of_an_itwin_deleted_meanwhile_is_refused(acme, owner, bridge):
    stale = as_read_earlier(bridge)
    delete_itwin(bridge, by=owner, through=Channel.API)

    with pytest.raises(HierarchyChanged):
        change_itwin(stale, by=owner, through=Channel.API, move_under=acme)


def test_a_restored_itwin_is_seen_by_its_owner_again(owner, north, bridge):
    stale = as_read_earlier(bridge)
    delete_itwin(bridge, by=owner, through=Channel.API)
    newcomer = make_user("late@acme.example")

    restored = restore_itwin(stale, by=newcomer, through=Channel.ADMIN)

    assert list(restored.visible_rows.values_list("user", flat=True)) == [owner.pk]
