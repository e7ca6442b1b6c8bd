"""What people see through groups: right at once after every change, whatever its size."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Group, GroupMember, GroupMemberRole, Role, User, VisibleITwin
from accounts.operations import visibility
from accounts.operations.group_members import (
    add_group_members,
    change_group_member,
    remove_group_member,
)
from accounts.operations.groups import change_group, delete_group
from accounts.operations.roles import create_role, delete_role
from accounts.queries.group_members import GroupEntry
from accounts.queries.groups import GroupChanges
from tests.factories import (
    make_directory_group,
    make_group,
    make_group_member,
    make_itwin,
    make_member,
    make_user,
)
from twins.choices import Channel
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def tunnel(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Tunnel")


@pytest.fixture
def everybody(acme, bridge, tunnel, owner) -> Group:
    """A group of the Account with a role on two iTwins, and nobody in it."""
    group = make_group(acme, name="Everybody")
    for itwin in (bridge, tunnel):
        make_group_member(itwin, group, by=owner)
    return group


def seen_by(user: User) -> list[str]:
    names = VisibleITwin.objects.filter(user=user).values_list("display_name", flat=True)
    assert visibility.check() == []
    return sorted(names)


def change(group: Group, by: User, **changes: object) -> None:
    change_group(group=group, changes=GroupChanges(**changes), by=by)


def test_people_see_an_itwin_once_their_group_holds_a_role_there(bridge, member, owner):
    group = make_group(bridge, member)
    assert seen_by(member) == []

    make_group_member(bridge, group, by=owner)

    assert seen_by(member) == ["Bridge"]


def test_a_group_that_is_no_longer_member_shows_nothing(bridge, everybody, admin, member):
    change(everybody, admin, emails=[member.email])

    remove_group_member(member=GroupMember.objects.get(itwin=bridge), by=admin)

    assert seen_by(member) == ["Tunnel"]


def test_people_see_what_they_see_until_their_last_way_is_gone(
    acme_corporation, bridge, everybody, admin, member
):
    make_directory_group(acme_corporation, member, name="Divers")
    change(everybody, admin, emails=[member.email], directory_names=["Divers"])
    make_member(bridge, member)
    assert seen_by(member) == ["Bridge", "Tunnel"]

    change(everybody, admin, emails=[])
    assert seen_by(member) == ["Bridge", "Tunnel"]

    change(everybody, admin, directory_names=[])
    assert seen_by(member) == ["Bridge"]

    bridge.user_members.all().delete()
    visibility.refresh_itwin(bridge)
    assert seen_by(member) == []


def test_removing_one_person_leaves_the_others(bridge, everybody, admin, member, newcomer):
    change(everybody, admin, emails=[member.email, newcomer.email])

    change(everybody, admin, emails=[newcomer.email])

    assert (seen_by(member), seen_by(newcomer)) == ([], ["Bridge", "Tunnel"])


def test_people_of_a_deleted_group_see_nothing_through_it(
    acme_corporation, everybody, admin, member, newcomer
):
    make_directory_group(acme_corporation, newcomer, name="Divers")
    change(everybody, admin, emails=[member.email], directory_names=["Divers"])
    assert (seen_by(member), seen_by(newcomer)) == (["Bridge", "Tunnel"], ["Bridge", "Tunnel"])

    delete_group(group=everybody, by=admin)

    assert (seen_by(member), seen_by(newcomer)) == ([], [])
    assert not GroupMember.objects.exists()


def test_people_of_a_group_lose_sight_with_its_last_role(bridge, everybody, admin, member):
    change(everybody, admin, emails=[member.email])
    membership = GroupMember.objects.get(itwin=bridge)
    (assignment,) = membership.role_assignments.all()
    other = create_role(itwin=bridge, display_name="Other")

    change_group_member(member=membership, role_ids=[other.pk, assignment.role_id], by=admin)
    delete_role(assignment.role, by=admin)
    assert seen_by(member) == ["Bridge", "Tunnel"]

    delete_role(other, by=admin)
    assert seen_by(member) == ["Tunnel"]


def test_nobody_sees_a_deleted_itwin_through_a_group(bridge, everybody, admin, owner, member):
    delete_itwin(bridge, by=owner, through=Channel.API)

    change(everybody, admin, emails=[member.email])

    assert seen_by(member) == ["Tunnel"]


def lose_a_row(member: User) -> None:
    VisibleITwin.objects.filter(user=member, display_name="Bridge").delete()


def lose_a_role(member: User) -> None:
    GroupMemberRole.objects.filter(member__itwin__display_name="Bridge").delete()


@pytest.mark.parametrize(
    ("damage", "what", "seen"),
    [(lose_a_row, "missing", ["Bridge", "Tunnel"]), (lose_a_role, "superfluous", ["Tunnel"])],
)
@pytest.mark.parametrize("through", ["group", "directory group"])
def test_check_and_rebuild_know_groups(
    acme_corporation, everybody, admin, member, damage, what, seen, through
):
    make_directory_group(acme_corporation, member, name="Divers")
    if through == "group":
        change(everybody, admin, emails=[member.email])
    else:
        change(everybody, admin, directory_names=["Divers"])
    damage(member)

    assert visibility.check() == [visibility.VisibilityFinding(what, {member.email: 1})]
    visibility.rebuild()

    assert seen_by(member) == seen


def people(count: int, organization) -> list[User]:
    return [make_user(f"p{n}@acme.example", organization=organization) for n in range(count)]


def queries_of(act, **arguments: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        act(**arguments)
    return len(queries)


def test_adding_a_group_takes_as_many_queries_for_fifty_people_as_for_one(
    acme_corporation, bridge, owner
):
    crowd = people(50, acme_corporation)
    groups = [make_group(bridge, crowd[0], name="One"), make_group(bridge, *crowd, name="All")]
    role = create_role(itwin=bridge, display_name="Reader")

    taken = [
        queries_of(
            add_group_members, itwin=bridge, entries=[GroupEntry(group.pk, [role.pk])], by=owner
        )
        for group in groups
    ]

    assert taken[0] == taken[1] <= 25
    assert [seen_by(person) for person in crowd] == [["Bridge"]] * 50


def on_many_itwins(acme: ITwin, admin: User, group: Group, count: int) -> None:
    """Makes a group a member of many iTwins, without asking anything of each."""
    role = Role.objects.create(itwin=acme, display_name="Reader")
    itwins = [make_itwin(acme, owner=admin) for _ in range(count)]
    members = GroupMember.objects.bulk_create(
        GroupMember(itwin=itwin, group=group) for itwin in itwins
    )
    GroupMemberRole.objects.bulk_create(
        GroupMemberRole(member=member, role=role, position=0) for member in members
    )


def test_a_change_of_people_takes_as_many_queries_for_thirty_itwins_as_for_one(
    acme_corporation, acme, admin, member, newcomer
):
    make_directory_group(acme_corporation, newcomer, name="Divers")
    taken = []
    for count in (1, 30):
        group = make_group(acme, name=f"On {count}")
        on_many_itwins(acme, admin, group, count)
        everyone = GroupChanges(emails=[member.email], directory_names=["Divers"])
        nobody = GroupChanges(emails=[], directory_names=[])
        before = VisibleITwin.objects.count()
        added = queries_of(change_group, group=group, changes=everyone, by=admin)
        assert VisibleITwin.objects.count() - before == 2 * count
        removed = queries_of(change_group, group=group, changes=nobody, by=admin)
        assert VisibleITwin.objects.count() == before
        change_group(group=group, changes=everyone, by=admin)
        taken.append((added, removed, queries_of(delete_group, group=group, by=admin)))
        assert VisibleITwin.objects.count() == before

    assert taken[0] == taken[1]
    assert max(taken[0]) <= 40


def test_deriving_what_one_person_sees_through_a_group_never_reads_a_whole_table(
    everybody, admin, member
):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # tables this small are read whole for good reason
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as queries:
        visibility.refresh(
            ITwin.objects.filter(group_members__group=everybody),
            people=User.objects.filter(pk=member.pk),
        )
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"

    plans = []
    for query in queries:
        with connection.cursor() as cursor:
            cursor.execute(f"{explain} {query['sql']}")
            plans += [str(row) for row in cursor.fetchall()]

    whole_tables = [step for step in plans if "Seq Scan" in step or "SCAN" in step]
    assert plans
    # Except the few rows that were found by then.
    assert [step for step in whole_tables if "SCAN truth" not in step] == []
