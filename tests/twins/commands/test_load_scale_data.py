"""manage.py load_scale_data."""

from collections import defaultdict

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from accounts.models import User, UserMember, VisibleITwin
from accounts.operations import visibility
from tests.factories import make_itwin
from twins.choices import Channel
from twins.models import HierarchyNode, ITwin
from twins.operations.lifecycle import delete_itwin

FIRST_MEMBER = "scale-1@scale.example"


def load(capsys, **options) -> str:
    volume = {"itwins": 1000, "accounts": 3, "members": 100, "seed": 1} | options
    call_command("load_scale_data", **volume)
    return capsys.readouterr().out


def damage() -> list[str]:
    """What is wrong in any tree, by the definition of a nested set."""
    trees = defaultdict(list)
    for node in HierarchyNode.objects.select_related("itwin"):
        trees[node.tree_id].append(node)
    found = []
    for tree_id, nodes in trees.items():
        by_id = {node.pk: node for node in nodes}
        edges = sorted(edge for node in nodes for edge in (node.lft, node.rght))
        if edges != list(range(1, 2 * len(nodes) + 1)):
            found.append(f"{tree_id}: numbers are missing or used twice")
        if sum(node.parent_id is None for node in nodes) != 1:
            found.append(f"{tree_id}: not one root")
        for node in nodes:
            parent = by_id.get(node.parent_id)
            if parent is None:
                fits = node.level == 0 and node.itwin.parent_id == node.account_id
            else:
                fits = (
                    parent.lft < node.lft < node.rght < parent.rght
                    and node.level == parent.level + 1
                    and node.itwin.parent_id == parent.pk
                )
            if not fits or node.itwin.account_id != node.account_id:
                found.append(f"{tree_id}: {node.itwin} is misplaced")
    return found


def data() -> list:
    """Everything but what a sequence numbered."""
    nodes = HierarchyNode.objects.order_by("pk")
    return [
        list(ITwin.objects.except_accounts().order_by("pk").values()),
        list(nodes.values_list("pk", "parent", "account", "lft", "rght", "level")),
        list(UserMember.objects.order_by("itwin", "user").values_list("itwin", "user")),
    ]


def test_as_many_are_loaded_as_asked_for(db, capsys):
    printed = load(capsys)

    assert printed == (
        "1000 iTwins are loaded, in 3 Accounts. scale-1@scale.example is a member of 100 of them,"
        " admin-1@scale.example the administrator of the first Account.\n"
    )
    accounts = ITwin.objects.accounts().order_by("display_name")
    assert [ITwin.objects.in_account(account).count() for account in accounts] == [400, 300, 300]
    assert VisibleITwin.objects.filter(user__email=FIRST_MEMBER).count() == 100
    own = ITwin.objects.in_account(accounts[0])
    assert UserMember.objects.filter(user__email=FIRST_MEMBER, itwin__in=own).count() == 100


def test_trees_and_visible_rows_are_sound(db, capsys):
    load(capsys)

    assert damage() == []
    assert HierarchyNode.objects.count() == 1000
    assert visibility.check() == []


def test_trees_are_many_five_levels_deep_and_a_few_are_wide(db, capsys):
    load(capsys, itwins=6000, accounts=1)

    roots = HierarchyNode.objects.filter(level=0)
    assert 300 < roots.count() < 1000
    assert set(HierarchyNode.objects.values_list("level", flat=True)) == {0, 1, 2, 3, 4}
    widest = max(root.rght - 1 for root in roots.filter(children__level=1).distinct()) // 2
    assert widest >= 200


def test_the_same_seed_gives_the_same_data(db, capsys):
    loaded = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            load(capsys, seed=seed, itwins=200)
            loaded.append(data())
            transaction.set_rollback(True)

    assert loaded[0] == loaded[1]
    assert loaded[0] != loaded[2]


@pytest.mark.parametrize(("share", "memberships"), [(0, 0), (3, 900)])
def test_other_people_hold_as_many_memberships_as_asked_for(db, capsys, share, memberships):
    load(capsys, itwins=300, members=10, memberships_per_itwin=share)

    others = UserMember.objects.exclude(user__email=FIRST_MEMBER)
    assert others.count() == memberships
    assert VisibleITwin.objects.count() == memberships + 10


def test_members_spill_into_other_accounts_when_the_first_is_too_small(db, capsys):
    load(capsys, itwins=50, accounts=3, members=50)

    assert UserMember.objects.filter(user__email=FIRST_MEMBER).count() == 50


def test_what_is_loaded_can_be_changed_like_anything_else(db, capsys):
    load(capsys, itwins=300)
    owner = User.objects.get(email="admin-1@scale.example")
    account = ITwin.objects.accounts().get(created_by=owner)
    top = ITwin.objects.filter(parent=account, children__isnull=False).distinct()[0]

    make_itwin(account, owner=owner)
    make_itwin(top, owner=owner)
    delete_itwin(top, by=owner, through=Channel.COMMAND)

    assert damage() == []
    assert visibility.check() == []


def test_a_second_load_is_refused_and_adds_nothing(db, capsys):
    load(capsys, itwins=50, members=5)

    with pytest.raises(CommandError) as refusal:
        load(capsys, itwins=50, members=5)

    assert str(refusal.value) == (
        "The scale data does not fit into this database."
        " There is an organization named Scale Organization 1 already."
        " Next: load it into a database of its own."
    )
    assert ITwin.objects.except_accounts().count() == 50


def test_more_memberships_than_itwins_are_refused(db, capsys):
    with pytest.raises(CommandError) as refusal:
        load(capsys, itwins=5, members=6)

    assert str(refusal.value) == "Nobody can be a member of 6 iTwins if there are 5."
