"""Directory groups follow the identity provider, and what their people see follows them."""

import pytest

from accounts.models import DirectoryGroup, Group, Organization, User, VisibleITwin
from accounts.operations import visibility
from accounts.operations.directory_groups import (
    delete_directory_group,
    put_into_directory_group,
    sync_directory_groups,
)
from accounts.operations.groups import change_group
from accounts.queries.groups import GroupChanges
from tests.factories import make_directory_group, make_group, make_group_member, make_itwin
from twins.models import ITwin


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def divers(acme_corporation) -> DirectoryGroup:
    return make_directory_group(acme_corporation, name="Divers")


@pytest.fixture
def crew(bridge, divers, owner) -> Group:
    """A group with a role on the bridge; the divers are in it."""
    group = make_group(bridge, name="Crew")
    make_group_member(bridge, group, by=owner)
    change_group(group=group, changes=GroupChanges(directory_names=["Divers"]), by=owner)
    return group


def groups_of(user: User) -> list[str]:
    return sorted(user.directory_memberships.values_list("directory_group__name", flat=True))


def seen_by(user: User) -> list[str]:
    names = VisibleITwin.objects.filter(user=user).values_list("display_name", flat=True)
    assert visibility.check() == []
    return sorted(names)


def test_a_sign_in_puts_a_person_into_the_named_groups_alone(
    acme_corporation, crew, divers, member
):
    sync_directory_groups(member, [" DIVERS ", "Climbers", "climbers"])
    assert groups_of(member) == ["Divers", "climbers"]
    assert seen_by(member) == ["Bridge"]

    sync_directory_groups(member, ["Climbers"])
    assert groups_of(member) == ["climbers"]
    assert seen_by(member) == []

    sync_directory_groups(member, [])
    assert groups_of(member) == []
    assert acme_corporation.directory_groups.count() == 2


def test_what_cannot_be_a_name_is_passed_over(member):
    sync_directory_groups(member, ["", " ", "x" * 256, "a\x00", "\ud800", None, 1, "ß" * 255])

    assert groups_of(member) == ["ß" * 255]


def test_the_groups_of_another_organization_are_others(divers, outsider):
    sync_directory_groups(outsider, ["Divers"])

    assert set(DirectoryGroup.objects.values_list("organization__name", "name")) == {
        ("Acme Corporation", "Divers"),
        ("Soylent Corporation", "Divers"),
    }


def test_a_person_of_no_organization_is_in_no_group(crew, divers, loner):
    put_into_directory_group(directory_group=divers, people=[loner])
    assert seen_by(loner) == ["Bridge"]

    sync_directory_groups(loner, ["Divers"])

    assert (groups_of(loner), seen_by(loner)) == ([], [])


def test_who_changed_the_organization_leaves_its_groups(crew, divers, member, outsider):
    sync_directory_groups(member, ["Divers"])
    User.objects.filter(pk=member.pk).update(organization=outsider.organization)
    member.refresh_from_db()

    sync_directory_groups(member, ["Divers"])

    (group,) = DirectoryGroup.objects.filter(directory_users__user=member)
    assert group.organization == outsider.organization
    assert seen_by(member) == []


def test_a_sign_in_that_changes_nothing_takes_three_queries(member, django_assert_num_queries):
    names = ["Divers", "Climbers"]
    sync_directory_groups(member, names)

    with django_assert_num_queries(3 + 2):  # and a savepoint
        sync_directory_groups(member, names)


def test_a_sign_in_takes_as_many_queries_for_thirty_groups_as_for_one(
    member, newcomer, django_assert_max_num_queries
):
    with django_assert_max_num_queries(20) as one:
        sync_directory_groups(member, ["Divers"])
    with django_assert_max_num_queries(20) as thirty:
        sync_directory_groups(newcomer, [f"Group {number}" for number in range(30)])

    assert len(one) == len(thirty)


def test_people_see_what_they_are_put_in_front_of(crew, divers, member, newcomer):
    put_into_directory_group(directory_group=divers, people=[member, newcomer])
    assert (seen_by(member), seen_by(newcomer)) == (["Bridge"], ["Bridge"])

    put_into_directory_group(directory_group=divers, people=[newcomer])
    assert (seen_by(member), seen_by(newcomer)) == ([], ["Bridge"])


def test_a_deleted_directory_group_leaves_the_groups_that_listed_it(crew, divers, member):
    put_into_directory_group(directory_group=divers, people=[member])

    delete_directory_group(directory_group=divers)

    assert seen_by(member) == []
    assert not crew.listed_directory_groups.exists()
    assert not Organization.objects.filter(directory_groups__isnull=False).exists()
