"""Support staff name and fill directory groups where no identity provider does."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import DirectoryGroup, VisibleITwin
from accounts.operations import visibility
from accounts.operations.groups import change_group
from accounts.queries.groups import GroupChanges
from tests.factories import (
    make_directory_group,
    make_group,
    make_group_member,
    make_itwin,
    make_user,
)

LIST = "/admin/accounts/directorygroup/"


@pytest.fixture
def divers(acme_corporation, member) -> DirectoryGroup:
    return make_directory_group(acme_corporation, member, name="Divers")


@pytest.fixture
def crew(acme, owner, divers):
    """A group with a role on an iTwin; the divers are in it."""
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")
    group = make_group(bridge, name="Crew")
    make_group_member(bridge, group, by=owner)
    change_group(group=group, changes=GroupChanges(directory_names=["Divers"]), by=owner)
    return group


def page_of(directory_group: DirectoryGroup) -> str:
    return f"{LIST}{directory_group.pk}/change/"


def rows(response) -> list[tuple[str, str]]:
    """Name and number of people."""
    row = (
        r'<th class="field-name"><a [^>]*>([^<]*)</a></th>.*?'
        r'<td class="field-number_of_people">([^<]*)</td>'
    )
    return re.findall(row, response.content.decode(), re.DOTALL)


def people_of(directory_group: DirectoryGroup) -> list[str]:
    return sorted(directory_group.directory_users.values_list("user__email", flat=True))


def seen_by(user) -> list[str]:
    assert visibility.check() == []
    return list(VisibleITwin.objects.filter(user=user).values_list("display_name", flat=True))


def errors(response) -> list[str]:
    assert response.status_code == 200
    return re.findall(r'<ul class="errorlist"[^>]*><li>([^<]*)</li>', response.content.decode())


def test_a_group_is_added_with_its_people(staff, acme_corporation, member, newcomer):
    said = {
        "organization": acme_corporation.pk,
        "name": " Divers ",
        "people": f"{member.email.upper()}\r\n\r\n  {newcomer.email}\r\n{member.email}",
    }

    response = staff.post(f"{LIST}add/", said)

    assert response.headers["Location"] == LIST
    added = DirectoryGroup.objects.get()
    assert (added.name, added.organization) == ("Divers", acme_corporation)
    assert people_of(added) == ["member@acme.example", "newcomer@acme.example"]


def test_a_group_is_renamed_and_its_people_replaced(staff, crew, divers, member, newcomer):
    page = staff.get(page_of(divers)).content.decode()
    assert "member@acme.example</textarea>" in page
    assert seen_by(member) == ["Bridge"]

    staff.post(page_of(divers), {"name": "DIVERS", "people": newcomer.email})

    divers.refresh_from_db()
    assert (divers.name, people_of(divers)) == ("DIVERS", ["newcomer@acme.example"])
    assert (seen_by(member), seen_by(newcomer)) == ([], ["Bridge"])


def test_a_group_is_deleted_and_shows_nothing_any_more(staff, crew, divers, member):
    response = staff.post(f"{LIST}{divers.pk}/delete/", {"post": "yes"})

    assert response.headers["Location"] == LIST
    assert not DirectoryGroup.objects.exists()
    assert seen_by(member) == []


def test_people_of_elsewhere_are_refused_by_name(staff, divers, outsider, loner):
    nobody = [f"nobody{number}@acme.example" for number in range(1, 6)]
    said = {"name": "Renamed", "people": "\n".join([outsider.email, loner.email, *nobody])}

    response = staff.post(page_of(divers), said)

    assert errors(response) == [
        "Not of this organization: admin@soylent.example, loner@nowhere.example, "
        "nobody1@acme.example, nobody2@acme.example, nobody3@acme.example and 2 more."
    ]
    divers.refresh_from_db()
    assert (divers.name, people_of(divers)) == ("Divers", ["member@acme.example"])


def test_whoever_left_the_organization_may_stay_in_the_group(staff, divers, loner):
    divers.directory_users.create(user=loner)

    staff.post(page_of(divers), {"name": "Divers", "people": loner.email})

    assert people_of(divers) == ["loner@nowhere.example"]


@pytest.mark.parametrize("name", ["Divers", " dIVERS "])
def test_a_name_is_taken_once_in_an_organization(staff, divers, outsider, name):
    said = {"organization": divers.organization_id, "name": name, "people": ""}

    assert errors(staff.post(f"{LIST}add/", said)) == [
        "The organization has a directory group of this name already."
    ]

    staff.post(f"{LIST}add/", said | {"organization": outsider.organization_id})
    assert DirectoryGroup.objects.count() == 2


def test_a_group_of_no_organization_is_refused(staff, db):
    response = staff.post(f"{LIST}add/", {"name": "Divers", "people": "a@acme.example"})

    assert errors(response) == ["This field is required."]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("{id}", ["Divers"]),
        ("IVE", ["Divers"]),
        ("MEMBER@acme.example", ["Divers"]),
        ("nobody@acme.example", []),
        ("x" * 60_000, []),
        ("", ["Climbers", "Divers"]),
    ],
)
def test_groups_are_found_by_id_name_and_who_is_in_them(
    staff, acme_corporation, divers, search, found
):
    make_directory_group(acme_corporation, name="Climbers")

    response = staff.get(LIST, {"q": search.format(id=divers.pk)})

    assert [name for name, _ in rows(response)] == found


def test_list_and_page_take_as_many_queries_for_three_as_for_one(staff, acme_corporation, divers):
    staff.get(page_of(divers))  # fills the cache of content types
    with CaptureQueriesContext(connection) as one_in_the_list:
        assert rows(staff.get(LIST)) == [("Divers", "1")]
    with CaptureQueriesContext(connection) as one_on_the_page:
        staff.get(page_of(divers))
    for place in (1, 2):
        person = make_user(f"diver{place}@acme.example", organization=acme_corporation)
        divers.directory_users.create(user=person)
        make_directory_group(acme_corporation, person, name=f"Group {place}")

    with CaptureQueriesContext(connection) as three_in_the_list:
        assert rows(staff.get(LIST)) == [("Divers", "3"), ("Group 1", "1"), ("Group 2", "1")]
    with CaptureQueriesContext(connection) as three_on_the_page:
        staff.get(page_of(divers))

    assert len(three_in_the_list) == len(one_in_the_list) <= 6
    assert len(three_on_the_page) == len(one_on_the_page) <= 10
