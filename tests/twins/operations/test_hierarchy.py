"""The shape of the trees after each kind of write."""

import pytest

from tests.factories import make_itwin
from twins.choices import Channel
from twins.models import HierarchyNode, ITwin
from twins.operations.hierarchy import WouldBeItsOwnAncestor
from twins.operations.lifecycle import change_itwin, delete_itwin, restore_itwin


def shape(account: ITwin) -> list[tuple[str, str | None, int, int, int]]:
    """(name, parent's name, level, lft, rght) of an Account's nodes, tree by tree."""
    rows = HierarchyNode.objects.filter(account=account).order_by("tree_id", "lft")
    return list(
        rows.values_list(
            "itwin__display_name", "parent__itwin__display_name", "level", "lft", "rght"
        )
    )


@pytest.fixture
def roads(acme, owner) -> dict[str, ITwin]:
    """North > (I-95 > Bridge, US 202 > (61N, Paving)); South alone."""
    north = make_itwin(acme, owner=owner, display_name="North")
    interstate = make_itwin(north, owner=owner, display_name="I-95")
    bridge = make_itwin(interstate, owner=owner, display_name="Bridge")
    route = make_itwin(north, owner=owner, display_name="US 202")
    section = make_itwin(route, owner=owner, display_name="61N")
    paving = make_itwin(route, owner=owner, display_name="Paving")
    south = make_itwin(acme, owner=owner, display_name="South")
    everything = (north, interstate, bridge, route, section, paving, south)
    return {itwin.display_name: itwin for itwin in everything}


def test_each_top_level_itwin_heads_a_tree_of_its_own(acme, roads):
    assert shape(acme) == [
        ("North", None, 0, 1, 12),
        ("I-95", "North", 1, 2, 5),
        ("Bridge", "I-95", 2, 3, 4),
        ("US 202", "North", 1, 6, 11),
        ("61N", "US 202", 2, 7, 8),
        ("Paving", "US 202", 2, 9, 10),
        ("South", None, 0, 1, 2),
    ]


def test_children_of_a_deleted_itwin_move_up_to_its_parent(acme, owner, roads):
    delete_itwin(roads["US 202"], by=owner, through=Channel.API)

    assert shape(acme) == [
        ("North", None, 0, 1, 10),
        ("I-95", "North", 1, 2, 5),
        ("Bridge", "I-95", 2, 3, 4),
        ("61N", "North", 1, 6, 7),
        ("Paving", "North", 1, 8, 9),
        ("South", None, 0, 1, 2),
    ]
    parents = ITwin.objects.filter(display_name__in=["61N", "Paving"]).values_list("parent")
    assert set(parents) == {(roads["North"].pk,)}


def test_children_of_a_deleted_top_level_itwin_become_top_level(acme, owner, roads):
    delete_itwin(roads["North"], by=owner, through=Channel.API)

    assert shape(acme) == [
        ("South", None, 0, 1, 2),
        ("I-95", None, 0, 1, 4),
        ("Bridge", "I-95", 1, 2, 3),
        ("US 202", None, 0, 1, 6),
        ("61N", "US 202", 1, 2, 3),
        ("Paving", "US 202", 1, 4, 5),
    ]
    assert ITwin.objects.get(display_name="I-95").parent_id == acme.pk


def test_a_subtree_moves_with_everything_below_it(acme, owner, roads):
    change_itwin(roads["US 202"], by=owner, through=Channel.API, move_under=roads["South"])

    assert shape(acme) == [
        ("North", None, 0, 1, 6),
        ("I-95", "North", 1, 2, 5),
        ("Bridge", "I-95", 2, 3, 4),
        ("South", None, 0, 1, 8),
        ("US 202", "South", 1, 2, 7),
        ("61N", "US 202", 2, 3, 4),
        ("Paving", "US 202", 2, 5, 6),
    ]


def test_a_subtree_moved_under_the_account_becomes_a_tree(acme, owner, roads):
    change_itwin(roads["US 202"], by=owner, through=Channel.API, move_under=acme)

    assert shape(acme)[-3:] == [
        ("US 202", None, 0, 1, 6),
        ("61N", "US 202", 1, 2, 3),
        ("Paving", "US 202", 1, 4, 5),
    ]
    assert ITwin.objects.get(display_name="US 202").parent_id == acme.pk


def test_nothing_moves_below_its_own_descendant(acme, owner, roads):
    before = shape(acme)

    with pytest.raises(WouldBeItsOwnAncestor):
        change_itwin(roads["North"], by=owner, through=Channel.API, move_under=roads["61N"])

    assert shape(acme) == before


def test_a_restored_itwin_is_planted_where_it_was_without_its_children(acme, owner, roads):
    delete_itwin(roads["US 202"], by=owner, through=Channel.API)

    restore_itwin(roads["US 202"], by=owner, through=Channel.COMMAND)

    assert shape(acme) == [
        ("North", None, 0, 1, 12),
        ("I-95", "North", 1, 2, 5),
        ("Bridge", "I-95", 2, 3, 4),
        ("61N", "North", 1, 6, 7),
        ("Paving", "North", 1, 8, 9),
        ("US 202", "North", 1, 10, 11),
        ("South", None, 0, 1, 2),
    ]
