"""Exports in the admin: looked up, started again, their files deleted."""

import re

import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.twins.export_files import displayed_names, make_export, state_of
from twins.models import Export, ExportRight
from twins.operations.export_runs import run_export

LIST = "/admin/twins/export/"


@pytest.fixture
def done(highway, owner) -> Export:
    export = make_export(owner)
    run_export(export_id=export.pk)
    export.refresh_from_db()
    return export


@pytest.fixture
def failed(member) -> Export:
    export = make_export(member)
    Export.objects.filter(pk=export.pk).update(status="Failed", attempts=3, leased_until=None)
    ExportRight.objects.filter(export=export).delete()
    return export


def rows(response) -> list[list[str]]:
    """Person, state, attempts and size of each row, the newest first."""
    cells = ("person", "status", "attempts", "size")
    html = response.content.decode()
    found = [
        re.findall(rf'class="field-{cell}[^"]*">(?:<a [^>]*>)?([^<]*)', html) for cell in cells
    ]
    return [list(row) for row in zip(*found, strict=True)]


def act(staff, action: str, *exports: Export) -> list[str]:
    """What an action says it has done."""
    chosen = {"action": action, "_selected_action": [str(export.pk) for export in exports]}
    response = staff.post(LIST, chosen, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_exports_are_listed_the_newest_first(staff, done, failed):
    size = f"{done.file_size}\xa0bytes"

    assert rows(staff.get(LIST)) == [
        ["member@acme.example", "Failed", "3", "-"],
        ["owner@acme.example", "Completed", "1", size],
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("{export}", ["Completed"]),
        ("{person} ", ["Completed"]),
        ("Member@acme.example", ["Failed"]),
        ("acme.example", []),
        ("x" * 60_000, []),
    ],
)
def test_exports_are_found_by_id_and_person(staff, done, failed, owner, search, found):
    response = staff.get(LIST, {"q": search.format(export=done.pk, person=owner.pk)})

    assert [row[1] for row in rows(response)] == found


def test_a_list_costs_as_much_for_two_as_for_one(staff, done, member):
    staff.get(LIST)
    with CaptureQueriesContext(connection) as for_one:
        staff.get(LIST)
    make_export(member)

    with CaptureQueriesContext(connection) as for_two:
        staff.get(LIST)

    assert len(for_two) == len(for_one)


def test_an_export_is_shown_and_cannot_be_changed(staff, done):
    page = staff.get(f"{LIST}{done.pk}/change/").content.decode()

    assert f"exports/{done.pk}.json.gz" in page
    assert 'name="_save"' not in page
    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.post(f"{LIST}{done.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_failed_export_is_started_again_and_others_are_not(staff, done, failed, highway):
    said = act(staff, "start_again", done, failed)

    assert [re.sub(r" of 2\S+ \S+ UTC", "", message) for message in said] == [
        "member@acme.example's export was started again.",
        "owner@acme.example's export was not started: Only a failed export can be started again.",
    ]
    assert state_of(failed)[:2] == ("Completed", 1)
    assert displayed_names(failed) == []


def test_a_file_is_deleted_where_there_is_one(staff, done, failed):
    name = done.file_name

    said = act(staff, "delete_file", done, failed)

    assert [re.sub(r" of 2\S+ \S+ UTC", "", message) for message in said] == [
        "member@acme.example's export has no file.",
        "The file of owner@acme.example's export was deleted.",
    ]
    assert state_of(done) == ("Completed", 1, "")
    assert not storages["itwins"].exists(name)


@pytest.mark.parametrize("who", ["owner", "admin"])
def test_exports_are_for_support_staff(request, client, done, who):
    client.force_login(request.getfixturevalue(who))

    response = client.get(LIST)

    assert (response.status_code, response.headers["location"]) == (
        302,
        f"/admin/login/?next={LIST}",
    )
