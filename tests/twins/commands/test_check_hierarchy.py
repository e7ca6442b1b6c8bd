"""check_hierarchy finds every kind of damage, names its tree, and mends what nodes can mend."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from tests.factories import make_account, make_itwin
from twins.choices import Channel
from twins.models import HierarchyNode, ITwin
from twins.operations.lifecycle import delete_itwin
from twins.queries.hierarchy_findings import findings

Roads = dict[str, ITwin]


@pytest.fixture
def roads(acme, owner) -> Roads:
    """North > (I-95 > Bridge, US 202 > (61N, Paving)); South > Ramp; and one that was deleted."""
    itwins: Roads = {"Acme": acme}
    for name, parent in {
        "North": "Acme",
        "I-95": "North",
        "Bridge": "I-95",
        "US 202": "North",
        "61N": "US 202",
        "Paving": "US 202",
        "South": "Acme",
        "Ramp": "South",
        "Gone": "South",
    }.items():
        itwins[name] = make_itwin(itwins[parent], owner=owner, display_name=name)
    delete_itwin(itwins["Gone"], by=owner, through=Channel.API)
    return itwins


def node_of(itwin: ITwin):
    return HierarchyNode.objects.filter(pk=itwin.pk)


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("check_hierarchy", *arguments, stdout=output)
    return output.getvalue()


def shape() -> list[tuple[str, str | None, int, int, int]]:
    """(name, parent's name, level, lft, rght) of every node."""
    return sorted(
        HierarchyNode.objects.values_list(
            "itwin__display_name", "parent__itwin__display_name", "level", "lft", "rght"
        )
    )


def found() -> list[tuple[str | None, int, str]]:
    return [(finding.tree_name, finding.itwins, finding.what) for finding in findings()]


def without_node(roads: Roads) -> None:
    node_of(roads["Bridge"]).delete()


def account_with_a_node(roads: Roads) -> None:
    acme = roads["Acme"]
    HierarchyNode.objects.bulk_create(
        [HierarchyNode(itwin=acme, account=acme, tree_id=999, lft=1, rght=2, level=0)]
    )


def below_a_node_of_the_deleted(roads: Roads) -> None:
    gone = roads["Gone"]
    south = node_of(roads["South"]).get()
    HierarchyNode.objects.bulk_create(
        [HierarchyNode(itwin=gone, account=roads["Acme"], tree_id=999, lft=1, rght=4, level=0)]
    )
    node_of(roads["Ramp"]).update(parent=gone.pk, tree_id=999, lft=2, rght=3)
    node_of(roads["South"]).update(rght=south.lft + 1)


def in_another_account(roads: Roads) -> None:
    owner = roads["North"].created_by
    other = make_account(owner.organization, owner, "Other", is_primary=False)
    node_of(roads["61N"]).update(account=other)


def under_another_parent(roads: Roads) -> None:
    node_of(roads["61N"]).update(parent=roads["North"].pk)


def top_level_though_under_a_parent(roads: Roads) -> None:
    node_of(roads["Ramp"]).update(parent=None, tree_id=999, lft=1, rght=2, level=0)


def one_level_too_deep(roads: Roads) -> None:
    node_of(roads["Bridge"]).update(level=F("level") + 1)


def gap(roads: Roads) -> None:
    north = node_of(roads["North"]).get()
    HierarchyNode.objects.filter(tree_id=north.tree_id, rght__gt=4).update(rght=F("rght") + 2)
    HierarchyNode.objects.filter(tree_id=north.tree_id, lft__gt=4).update(lft=F("lft") + 2)


def number_used_twice(roads: Roads) -> None:
    node_of(roads["Paving"]).update(lft=F("lft") - 1)


def brackets_the_wrong_way_round(roads: Roads) -> None:
    node_of(roads["Bridge"]).update(lft=F("rght"), rght=F("lft"))


def overlapping_siblings(roads: Roads) -> None:
    """Each number once, each inside of its parent, and yet no nested set."""
    node_of(roads["61N"]).update(rght=F("rght") + 1)
    node_of(roads["Paving"]).update(lft=F("lft") - 1)


def two_trees_in_one(roads: Roads) -> None:
    south = node_of(roads["South"]).get()
    north = node_of(roads["North"]).get()
    HierarchyNode.objects.filter(tree_id=south.tree_id).update(tree_id=north.tree_id)


def node_strayed_into_another_tree(roads: Roads) -> None:
    north = node_of(roads["North"]).get()
    node_of(roads["Ramp"]).update(tree_id=north.tree_id)


WITHOUT = "without a node"
SUPERFLUOUS = "with a node, though deleted or an Account"
ACCOUNT = "with a node in another Account"
PARENT = "with a node under another parent"
OUTSIDE = "with a node outside of their parent's"
NUMBERS = "with wrong numbers in their node"
ROOTS = "in a tree with no root, or with several"

DAMAGE_TO_NODES = [
    (without_node, [("North", 1, WITHOUT), ("North", 5, NUMBERS)]),
    (account_with_a_node, [("Acme Corp.", 1, SUPERFLUOUS)]),
    (below_a_node_of_the_deleted, [("South", 1, SUPERFLUOUS), ("South", 1, PARENT)]),
    (in_another_account, [("North", 1, ACCOUNT)]),
    (under_another_parent, [("North", 1, PARENT), ("North", 1, OUTSIDE)]),
    (top_level_though_under_a_parent, [("South", 1, PARENT), ("South", 1, NUMBERS)]),
    (one_level_too_deep, [("North", 1, OUTSIDE), ("North", 1, NUMBERS)]),
    (gap, [("North", 5, NUMBERS)]),
    (number_used_twice, [("North", 1, NUMBERS)]),
    (brackets_the_wrong_way_round, [("North", 1, NUMBERS)]),
    (overlapping_siblings, [("North", 1, NUMBERS)]),
    (
        two_trees_in_one,
        [("North", 6, NUMBERS), ("North", 6, ROOTS), ("South", 2, NUMBERS), ("South", 2, ROOTS)],
    ),
    (
        node_strayed_into_another_tree,
        [("North", 6, NUMBERS), ("South", 1, OUTSIDE), ("South", 2, NUMBERS)],
    ),
]


def test_sound_trees_are_said_to_be_sound(roads):
    assert run() == "All 2 trees are sound.\n"


@pytest.mark.parametrize(("damage", "expected"), DAMAGE_TO_NODES)
def test_damage_to_nodes_is_found_in_its_tree_and_mended(roads, damage, expected):
    before = shape()
    damage(roads)

    assert found() == expected
    assert run("--rebuild").endswith("All 2 trees are sound.\n")
    assert shape() == before


def test_the_node_of_a_deleted_itwin_is_removed(roads):
    ITwin.objects.filter(pk=roads["Bridge"].pk).update(deleted_at=timezone.now())
    assert found() == [("North", 1, SUPERFLUOUS)]

    run("--rebuild")

    assert found() == []
    assert not node_of(roads["Bridge"]).exists()


def test_an_itwin_that_is_top_level_by_its_parent_gets_a_tree_of_its_own(roads):
    ITwin.objects.filter(pk=roads["US 202"].pk).update(parent=roads["Acme"])
    assert found() == [("US 202", 1, PARENT)]

    run("--rebuild")

    assert found() == []
    assert node_of(roads["US 202"]).values_list("parent", "lft", "rght", "level").get() == (
        None,
        1,
        6,
        0,
    )


def test_siblings_keep_their_order_and_the_newly_planted_come_last(roads):
    node_of(roads["61N"]).delete()

    run("--rebuild")

    children = HierarchyNode.objects.filter(parent=roads["US 202"].pk).order_by("lft")
    names = list(children.values_list("itwin__display_name", flat=True))
    assert names == ["Paving", "61N"]


def test_damage_without_rebuild_ends_in_failure_and_changes_nothing(roads):
    gap(roads)
    before = shape()

    with pytest.raises(CommandError, match=r"^1 tree unsound\. Next: run it again with --rebuild"):
        run()

    assert shape() == before


def test_the_report_names_the_tree_by_its_top_level_itwin(roads, capsys):
    gap(roads)

    with pytest.raises(CommandError):
        call_command("check_hierarchy")

    assert capsys.readouterr().out == f"North ({roads['North'].pk})\n  5 {NUMBERS}\n"


def test_an_itwin_below_itself_is_found_and_left_to_people(roads):
    ITwin.objects.filter(pk=roads["I-95"].pk).update(parent=roads["Bridge"])

    with pytest.raises(CommandError, match=r"correct their parents or Accounts"):
        run("--rebuild")

    assert found() == [(None, 1, PARENT), (None, 2, "below themselves")]


def test_an_itwin_below_a_deleted_one_is_found_and_left_to_people(roads):
    ITwin.objects.filter(pk=roads["Ramp"].pk).update(parent=roads["Gone"])

    with pytest.raises(CommandError, match=r"correct their parents or Accounts"):
        run("--rebuild")

    assert ("South", 1, "below a deleted iTwin") in found()


def test_an_itwin_of_another_account_than_its_parent_is_found(roads):
    owner = roads["North"].created_by
    other = make_account(owner.organization, owner, "Other", is_primary=False)
    ITwin.objects.filter(pk=roads["61N"].pk).update(account=other)

    assert found() == [("North", 1, ACCOUNT), ("North", 1, "of another Account than their parent")]


def test_trees_planted_after_a_rebuild_get_tree_ids_of_their_own(roads, owner):
    HierarchyNode.objects.filter(tree_id=node_of(roads["South"]).get().tree_id).update(
        tree_id=1_000_000
    )
    gap(roads)
    run("--rebuild")

    make_itwin(roads["Acme"], owner=owner, display_name="East")

    assert found() == []
    assert HierarchyNode.objects.get(itwin__display_name="East").tree_id > 1_000_000
