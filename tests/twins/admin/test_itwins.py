"""Looking up iTwins in the admin."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import OwnerMember, User
from tests.factories import make_itwin, make_member
from twins.choices import Channel, SubClass
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin

LIST = "/admin/twins/itwin/"


def page_of(itwin: ITwin) -> str:
    return f"{LIST}{itwin.pk}/change/"


def numbers(response) -> list[str]:
    """What the list shows in its first column."""
    column = r'<th class="field-number_"><a [^>]*>([^<]*)</a></th>'
    return re.findall(column, response.content.decode())


@pytest.mark.parametrize("who", ["owner", "admin", "outsider", "loner"])
@pytest.mark.parametrize(
    "address", ["/admin/", LIST, "/admin/twins/auditentry/", "{page}", "{restore}"]
)
def test_only_support_staff_get_in(client, request, highway, who, address):
    client.force_login(request.getfixturevalue(who))
    address = address.format(page=page_of(highway), restore=f"{LIST}{highway.pk}/restore/")

    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"] == f"/admin/login/?next={address}"


def test_inactive_support_staff_do_not_get_in(staff, support):
    support.is_active = False
    support.save()

    assert staff.get(LIST).status_code == 302


def test_support_staff_sign_in_with_their_e_mail_in_any_casing(client, support):
    form = {"username": "Support@ITWINS.example", "password": "a-long-enough-password"}

    response = client.post("/admin/login/?next=/admin/", form)

    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_support_staff_sign_out(staff):
    assert staff.post("/admin/logout/").status_code == 302

    assert staff.get("/admin/").status_code == 302


def test_the_front_page_lists_what_support_looks_after(staff):
    response = staff.get("/admin/")

    assert [
        (app["app_label"], [model["object_name"] for model in app["models"]])
        for app in response.context["app_list"]
    ] == [
        (
            "twins",
            [
                *("AuditEntry", "Export", "GeneratedRepository", "GlobalRepository"),
                *("GlobalResource", "ITwin", "Repository"),
            ],
        ),
        (
            "accounts",
            [
                "ApiToken",  # in the order of their names: API tokens
                "Account",
                "Application",
                "DirectoryGroup",
                "Organization",
                "User",
                "WebhookDelivery",
                "Webhook",
            ],
        ),
    ]


def test_the_list_shows_itwins_of_every_organization_without_accounts(
    staff, bridges, soylent, outsider
):
    make_itwin(soylent, owner=outsider, number="S-1")

    assert numbers(staff.get(LIST)) == ["B-1", "B-2", "BÄR-7", "S-1"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("{id}", ["BÄR-7"]),
        (" {id} ", ["BÄR-7"]),
        ("{ID}", ["BÄR-7"]),
        ("{broken_id}", ["BÄR-7"]),
        ("bär", ["BÄR-7"]),
        ("ÄUSSERER", ["BÄR-7"]),
        ("äußerer r", ["BÄR-7"]),
        (" bridge ", ["B-1", "B-2"]),
        ("b-2", ["B-2"]),
        ("%", []),
        ("nothing like it", []),
        ("OWNER@acme.example", ["B-1", "B-2", "BÄR-7"]),
        ("member@acme.example", ["B-1"]),
        ("admin@acme.example", []),
        ("x" * 1001, []),
        ("x" * 60_000, []),
    ],
)
def test_one_search_box_takes_id_number_name_and_e_mail(
    staff, bridges, highway, member, search, found
):
    make_member(bridges[0], member)
    text = str(highway.pk)
    search = search.format(id=text, ID=text.upper(), broken_id=f"{text[:20]} {text[20:]}\t")

    assert numbers(staff.get(LIST, {"q": search})) == found


def test_a_search_finds_the_accents_of_another_unicode_form(staff, highway):
    decomposed = "A\u0308ußerer"

    assert numbers(staff.get(LIST, {"q": decomposed})) == ["BÄR-7"]


def test_the_list_is_filtered_by_deleted_status_subclass_and_account(
    staff, bridges, owner, soylent, outsider
):
    make_itwin(soylent, owner=outsider, number="S-1", sub_class=SubClass.ASSET, status="Inactive")
    delete_itwin(bridges[0], by=owner, through=Channel.API)

    assert numbers(staff.get(LIST)) == ["B-1", "B-2", "BÄR-7", "S-1"]
    assert numbers(staff.get(LIST, {"deleted": "yes"})) == ["B-1"]
    assert numbers(staff.get(LIST, {"deleted": "no"})) == ["B-2", "BÄR-7", "S-1"]
    assert numbers(staff.get(LIST, {"sub_class": "Asset"})) == ["S-1"]
    assert numbers(staff.get(LIST, {"status__exact": "Inactive"})) == ["S-1"]
    assert numbers(staff.get(LIST, {"account__id__exact": soylent.pk})) == ["S-1"]


@pytest.mark.parametrize(
    "query", ["deleted=maybe", "sub_class=Boat", "o=99", "p=99999", "account__id__exact=x", "q=%00"]
)
def test_a_list_address_that_makes_no_sense_is_still_a_page(staff, highway, query):
    assert staff.get(f"{LIST}?{query}", follow=True).status_code == 200


@pytest.mark.parametrize("name", ["no-id", "00000000-0000-0000-0000-000000000000", quote("a\x00b")])
def test_the_page_of_no_itwin_leads_back_to_the_front(staff, name):
    response = staff.get(f"{LIST}{name}/change/")

    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
    assert staff.get(f"{LIST}{name}/delete/").status_code == 404
    assert staff.get(f"{LIST}{name}/restore/").status_code == 404
    assert staff.get(f"{LIST}{name}/history/").status_code == 404


def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(
    staff, highway, soylent, outsider, loner, owner
):
    with CaptureQueriesContext(connection) as of_one:
        assert len(numbers(staff.get(LIST))) == 1
    make_itwin(soylent, owner=outsider)
    delete_itwin(make_itwin(highway, owner=owner), by=owner, through=Channel.API)

    with CaptureQueriesContext(connection) as of_three:
        assert len(numbers(staff.get(LIST))) == 3

    assert len(of_three) == len(of_one) <= 5


def test_the_page_takes_as_many_queries_for_three_members_as_for_one(
    staff, highway, owner, member, admin, newcomer
):
    make_member(highway, member)
    staff.get(page_of(highway))  # fills the cache of content types
    with CaptureQueriesContext(connection) as of_one:
        staff.get(page_of(highway))
    make_member(highway, admin)
    make_member(highway, newcomer, name="Writer")

    with CaptureQueriesContext(connection) as of_three:
        response = staff.get(page_of(highway))

    assert [member.user.email for member in response.context["members"]] == [
        "admin@acme.example",
        "member@acme.example",
        "newcomer@acme.example",
    ]
    assert len(of_three) == len(of_one) <= 20


def test_the_page_links_account_parent_organization_and_people(
    staff, acme, highway, bridges, owner, member
):
    make_member(bridges[0], member, name="Inspector")

    page = staff.get(page_of(bridges[0])).content.decode()

    for address, text in [
        (f"/admin/accounts/account/{acme.pk}/change/", "Acme Corp."),
        (page_of(highway), "Äußerer Ring"),
        (f"/admin/accounts/organization/{owner.organization_id}/change/", "Acme Corporation"),
        (f"/admin/accounts/user/{owner.pk}/change/", "owner@acme.example"),
        (f"/admin/accounts/user/{member.pk}/change/", "member@acme.example"),
    ]:
        assert f'<a href="{address}">{text}</a>' in page
    assert "Inspector" in page


def test_the_page_says_when_and_by_whom_it_was_created_and_changed(staff, highway, owner, admin):
    moment = datetime(2026, 3, 4, 15, 6, 7, tzinfo=UTC)
    ITwin.objects.update(created_at=moment, last_modified_at=moment.replace(day=5))
    ITwin.objects.update(last_modified_by=admin)

    page = staff.get(page_of(highway)).content.decode()

    for written in [
        f'2026-03-04 15:06:07 UTC by <a href="/admin/accounts/user/{owner.pk}/change/">{owner}</a>',
        f'2026-03-05 15:06:07 UTC by <a href="/admin/accounts/user/{admin.pk}/change/">{admin}</a>',
    ]:
        assert written in page


def test_a_top_level_itwin_links_its_account_as_the_parent(staff, acme, highway):
    page = staff.get(page_of(highway)).content.decode()

    assert page.count(f'<a href="/admin/accounts/account/{acme.pk}/change/">Acme Corp.</a>') == 2


def test_only_the_first_fifty_owners_are_shown(staff, highway, acme_corporation):
    people = User.objects.bulk_create(
        User(email=f"p{place:02}@acme.example", organization=acme_corporation)
        for place in range(50)
    )
    OwnerMember.objects.bulk_create(OwnerMember(itwin=highway, user=user) for user in people)

    response = staff.get(page_of(highway))

    assert len(response.context["owners"]) == 50
    assert "The first 50 of 51." in response.content.decode()


def test_an_account_is_no_page_of_the_itwins(staff, acme):
    assert staff.get(page_of(acme)).headers["Location"] == "/admin/"
    assert staff.get(f"{LIST}{acme.pk}/delete/").status_code == 404


def test_pages_need_no_inline_style_or_script(staff, highway):
    pages = ["/admin/", LIST, page_of(highway), f"{LIST}{highway.pk}/delete/"]

    for page in pages:
        text = staff.get(page).content.decode()
        assert re.findall(r"<style|\sstyle=|<script(?![^>]*\bsrc=)[^>]*>", text) == []
