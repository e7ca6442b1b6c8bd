"""What moving iTwins reads, and that nothing of it can change unnoticed."""

import pytest
from django.utils import timezone

from accounts.models import Role, UserMemberRole
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from tests.factories import make_group, make_group_member, make_itwin, make_member, make_repository
from twins.choices import Channel
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin
from twins.queries.move_reading import NothingThere, read_move


@pytest.fixture
def roads(acme, owner):
    """Roads > (Bridge > Deck, Old bridge, which is deleted); Rail beside it."""
    roads = make_itwin(acme, owner=owner, display_name="Roads", number="R")
    bridge = make_itwin(roads, owner=owner, display_name="Bridge", number="B")
    deck = make_itwin(bridge, owner=owner, display_name="Deck", number="D")
    old = make_itwin(roads, owner=owner, display_name="Old bridge", number="O")
    delete_itwin(old, by=owner, through=Channel.API)
    rail = make_itwin(acme, owner=owner, display_name="Rail", number="L")
    return {itwin.display_name: itwin for itwin in (roads, bridge, deck, old, rail)}


@pytest.fixture
def archive(soylent, outsider):
    return make_itwin(soylent, owner=outsider, display_name="Archive")


def named(snapshot):
    return {row.display_name for row in snapshot.itwins.values()}


def test_a_root_brings_all_below_it_the_deleted_too(roads, archive):
    snapshot = read_move([roads["Roads"].pk], archive.pk)

    assert named(snapshot) == {"Roads", "Bridge", "Deck", "Old bridge"}
    assert {snapshot.itwins[pk].display_name: depth for pk, depth in snapshot.depths.items()} == {
        "Roads": 0,
        "Bridge": 1,
        "Deck": 2,
        "Old bridge": 1,
    }


def test_a_root_inside_another_is_told_apart(roads, archive):
    wanted = [roads["Deck"].pk, roads["Rail"].pk, roads["Roads"].pk, roads["Rail"].pk]

    snapshot = read_move(wanted, archive.pk)

    assert snapshot.roots == (roads["Rail"].pk, roads["Roads"].pk)
    assert snapshot.nested == (roads["Deck"].pk,)


@pytest.mark.parametrize("gone", ["Old bridge", "nobody"])
def test_what_is_not_there_cannot_be_planned(roads, archive, gone, support):
    pk = roads[gone].pk if gone in roads else support.pk

    with pytest.raises(NothingThere):
        read_move([pk], archive.pk)
    with pytest.raises(NothingThere):
        read_move([roads["Rail"].pk], pk)


def test_the_organizations_tell_whether_it_is_crossing(roads, archive, acme):
    assert read_move([roads["Rail"].pk], archive.pk).is_crossing
    assert not read_move([roads["Rail"].pk], roads["Roads"].pk).is_crossing


def test_numbers_and_names_that_are_taken_there_are_read(roads, soylent, outsider):
    same_number = make_itwin(soylent, owner=outsider, display_name="X", number="b")
    same_name = make_itwin(soylent, owner=outsider, display_name="DECK", number="Y")
    make_itwin(soylent, owner=outsider, display_name="Z", number="Z")

    snapshot = read_move([roads["Roads"].pk], soylent.pk)

    assert {row.id for row in snapshot.taken} == {same_number.pk, same_name.pk}


CHANGES = {
    "a name": lambda cast: ITwin.objects.filter(pk=cast["bridge"]).update(display_name="Pier"),
    "a parent": lambda cast: ITwin.objects.filter(pk=cast["bridge"]).update(parent=cast["roads"]),
    "a deletion": lambda cast: ITwin.objects.filter(pk=cast["bridge"]).update(
        deleted_at=timezone.now()
    ),
    "a member": lambda cast: add_user_member(
        itwin=cast["bridge_row"], user=cast["newcomer"], roles=[cast["role"]]
    ),
    "a member less": lambda cast: UserMemberRole.objects.all().delete(),
    "a permission": lambda cast: cast["role"].permissions.remove("imodels_read"),
    "a role there": lambda cast: create_role(itwin=cast["soylent"], display_name="New"),
    "a group's people": lambda cast: cast["group"].listed_users.all().delete(),
    "a secret": lambda cast: cast["repository"].delete(),
    "a move of the target": lambda cast: ITwin.objects.filter(pk=cast["archive"]).update(
        parent=cast["soylent"], status="Inactive"
    ),
    "an administrator": lambda cast: (
        type(cast["newcomer"])
        .objects.filter(pk=cast["newcomer"].pk)
        .update(organization_role="Co-Administrator")
    ),
}


@pytest.fixture
def cast(roads, archive, acme, soylent, owner, member, newcomer):
    role = make_member(roads["Bridge"], member, "imodels_read")
    group = make_group(acme, member)
    make_group_member(roads["Deck"], group, "storage_read", by=owner, name="Storer")
    repository = make_repository(
        roads["Deck"],
        by=owner,
        authentication={"type": "Header", "key": "Authorization", "value": "s3cret"},
    )
    return {
        "roads": roads["Rail"].pk,
        "bridge": roads["Bridge"].pk,
        "bridge_row": roads["Bridge"],
        "archive": archive.pk,
        "soylent": soylent,
        "role": Role.objects.get(pk=role.pk),
        "group": group,
        "repository": repository,
        "newcomer": newcomer,
    }


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_changes_the_fingerprint(cast, roads, archive, change):
    wanted = [roads["Roads"].pk], archive.pk
    before = read_move(*wanted).fingerprint()
    again = read_move(*wanted).fingerprint()

    CHANGES[change](cast)

    assert again == before
    assert read_move(*wanted).fingerprint() != before


def test_what_is_elsewhere_does_not(cast, roads, archive, acme, owner):
    wanted = [roads["Roads"].pk], archive.pk
    before = read_move(*wanted).fingerprint()

    make_itwin(acme, owner=owner)
    create_role(itwin=acme, display_name="Unused")
    ITwin.objects.filter(pk=roads["Rail"].pk).update(display_name="Tram")

    assert read_move(*wanted).fingerprint() == before


def test_reading_much_asks_no_more_than_reading_little(
    roads, archive, owner, acme, django_assert_max_num_queries
):
    for _ in range(30):
        make_itwin(roads["Deck"], owner=owner)

    with django_assert_max_num_queries(26):
        read_move([roads["Roads"].pk], archive.pk)
