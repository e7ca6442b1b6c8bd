"""Reading audit entries in the admin."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_itwin
from twins.choices import Channel
from twins.models import AuditEntry
from twins.operations.lifecycle import change_itwin, delete_itwin

LIST = "/admin/twins/auditentry/"


def entries(response) -> list[tuple[str, str]]:
    """Operation and name, the newest first."""
    row = r'<td class="field-operation">([^<]*)</td><td class="field-itwin_name">([^<]*)</td>'
    return re.findall(row, response.content.decode())


@pytest.fixture
def story(acme, owner, highway, admin) -> None:
    make_itwin(acme, owner=admin, display_name="Üferbau")
    change_itwin(highway, by=admin, through=Channel.API, display_name="Ring <2>", reason="SUP-5")
    delete_itwin(highway, by=owner, through=Channel.PAGE)


def test_the_newest_entry_comes_first(staff, story):
    assert entries(staff.get(LIST)) == [
        ("Deleted", "Ring &lt;2&gt;"),
        ("Changed", "Ring &lt;2&gt;"),
        ("Created", "Üferbau"),
        ("Created", "Äußerer Ring"),
    ]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("{itwin} ", ["Deleted", "Changed", "Created"]),
        ("{ITWIN}", ["Deleted", "Changed", "Created"]),
        ("{admin}", ["Changed", "Created"]),
        ("Admin@acme.example", ["Changed", "Created"]),
        ("ÜFER", ["Created"]),
        ("üfer", ["Created"]),
        ("ring", ["Deleted", "Changed", "Created"]),
        ("x" * 60_000, []),
    ],
)
def test_entries_are_found_by_itwin_person_and_name(staff, story, highway, admin, search, found):
    search = search.format(itwin=highway.pk, ITWIN=str(highway.pk).upper(), admin=admin.pk)

    response = staff.get(LIST, {"q": search})

    assert [operation for operation, _ in entries(response)] == found


def test_entries_are_filtered_by_operation_and_channel(staff, story):
    assert len(entries(staff.get(LIST, {"operation__exact": "Created"}))) == 2
    assert entries(staff.get(LIST, {"channel__exact": "API"})) == [("Changed", "Ring &lt;2&gt;")]


def test_the_list_names_what_changed_and_when(staff, story):
    AuditEntry.objects.update(at=datetime(2026, 3, 4, 15, 6, 7, tzinfo=UTC))

    page = staff.get(LIST, {"operation__exact": "Changed"}).content.decode()

    assert ">2026-03-04 15:06:07 UTC</a>" in page
    assert '<td class="field-by">admin@acme.example (API)</td>' in page
    assert '<td class="field-changed">displayName</td>' in page


def test_the_list_names_five_changes_and_counts_the_others(staff, highway):
    AuditEntry.objects.update(changes={f"person {number}": [None, "held"] for number in range(7)})

    page = staff.get(LIST).content.decode()

    names = ", ".join(f"person {number}" for number in range(5))
    assert f'<td class="field-changed">{names} and 2 more</td>' in page


def test_an_entry_shows_what_changed_and_leads_to_the_itwin_as_it_is_now(staff, story, highway):
    entry = AuditEntry.objects.get(operation="Changed")

    page = staff.get(f"{LIST}{entry.pk}/change/").content.decode()

    assert '<div class="change">displayName: Äußerer Ring → Ring &lt;2&gt;</div>' in page
    assert f'<a href="/admin/twins/itwin/{highway.pk}/change/">Ring &lt;2&gt;</a>' in page
    assert "SUP-5" in page


def test_the_entry_of_a_purged_itwin_shows_its_name_at_the_time(staff, highway):
    entry = AuditEntry.objects.get()
    AuditEntry.objects.update(itwin_id="00000000-0000-0000-0000-000000000000")

    response = staff.get(f"{LIST}{entry.pk}/change/")

    assert '<div class="readonly">Äußerer Ring</div>' in response.content.decode()


def test_the_history_of_an_itwin_is_its_audit_entries(staff, story, highway):
    response = staff.get(f"/admin/twins/itwin/{highway.pk}/history/", follow=True)

    assert [operation for operation, _ in entries(response)] == ["Deleted", "Changed", "Created"]


def test_entries_cannot_be_written(staff, story):
    entry = AuditEntry.objects.latest("id")
    before = list(AuditEntry.objects.order_by("id").values())

    assert staff.post(f"{LIST}{entry.pk}/change/", {"reason": "forged"}).status_code == 403
    assert staff.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert staff.post(f"{LIST}add/", {"reason": "forged"}).status_code == 403
    assert staff.get(LIST).context["action_form"] is None
    assert list(AuditEntry.objects.order_by("id").values()) == before


def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(staff, highway, acme, admin):
    with CaptureQueriesContext(connection) as of_one:
        assert len(entries(staff.get(LIST))) == 1
    make_itwin(acme, owner=admin)
    change_itwin(highway, by=admin, through=Channel.API, status="Inactive")

    with CaptureQueriesContext(connection) as of_three:
        assert len(entries(staff.get(LIST))) == 3

    assert len(of_three) == len(of_one) <= 5


@pytest.mark.parametrize("number", ["x", "0", "9" * 30, "-1"])
def test_the_page_of_no_entry_leads_back_to_the_front(staff, number):
    assert staff.get(f"{LIST}{number}/change/").headers["Location"] == "/admin/"
