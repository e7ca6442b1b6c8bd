"""Applications as support staff look them up, trust them and remove them."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Application, ApplicationKind, User
from accounts.operations.applications import remove_application
from accounts.operations.consents import give_consent
from tests.accounts.pages.reading import text_of
from tests.factories import make_member, make_user
from tests.factories.applications import CALLBACK, make_application, make_service, make_token

LIST = "/admin/accounts/application/"


@pytest.fixture
def viewer(owner) -> Application:
    return make_application(owner, name="Bridge viewer")


@pytest.fixture
def service(acme_corporation) -> Application:
    return make_service(acme_corporation, name="Survey robot")[0]


def page_of(application: Application) -> str:
    return f"{LIST}{application.pk}/change/"


def names(response) -> list[str]:
    column = r'<th class="field-name"><a [^>]*>([^<]*)</a></th>'
    return re.findall(column, response.content.decode())


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", ["Bridge viewer", "Survey robot"]),
        (" bridge VIEWER ", ["Bridge viewer"]),
        ("{service.client_id}", ["Survey robot"]),
        ("Acme Corp", ["Survey robot"]),
        ("owner@acme.example", ["Bridge viewer"]),
        ("{viewer.user.pk}", ["Bridge viewer"]),
        ("{service.service_member.pk}", ["Survey robot"]),
        ("{service.service_member.email}", ["Survey robot"]),
        ("_", []),
        ("x" * 60_000, []),
    ],
)
def test_they_are_found_by_what_support_is_told(staff, viewer, service, search, found):
    search = search.format(viewer=viewer, service=service)

    assert names(staff.get(LIST, {"q": search})) == found


def test_the_list_says_kind_organization_who_registered_and_live_tokens(
    staff, viewer, service, member
):
    make_token(viewer, member)
    make_token(viewer, member)
    make_token(viewer, member, lifetime=-1)

    page = staff.get(LIST).content.decode()

    assert re.findall(r'field-live_tokens">(\d+)<', page) == ["2", "0"]
    assert re.findall(r'field-kind">([^<]*)<', page) == ["Single-page application", "Service"]
    assert re.findall(r'field-organization_">(?:<a [^>]*>)?([^<]*)', page) == [
        "-",
        "Acme Corporation",
    ]
    assert re.findall(r'field-registered_by">(?:<a [^>]*>)?([^<]*)', page) == [
        "owner@acme.example",
        "-",
    ]


def test_the_page_leads_to_people_and_organization(staff, viewer, service, owner):
    of_viewer = staff.get(page_of(viewer)).content.decode()
    of_service = staff.get(page_of(service)).content.decode()

    assert f"/admin/accounts/user/{owner.pk}/change/" in of_viewer
    assert "Trusted" in of_viewer
    assert "View on site" not in of_viewer
    assert "Trusted" not in of_service
    assert CALLBACK in of_viewer
    assert f"/admin/accounts/user/{service.service_member_id}/change/" in of_service
    assert f"/admin/accounts/organization/{service.organization_id}/change/" in of_service
    assert service.client_secret not in of_service


def test_the_page_of_a_person_leads_to_their_applications(staff, viewer, owner):
    page = staff.get(f"/admin/accounts/user/{owner.pk}/change/").content.decode()

    assert f"{LIST}?q=owner%40acme.example" in page
    assert names(staff.get(LIST, {"q": owner.email})) == ["Bridge viewer"]


def test_the_page_of_a_services_member_says_what_it_is(staff, service):
    page = text_of(staff.get(f"/admin/accounts/user/{service.service_member_id}/change/"))

    assert (
        "This is the service application Survey robot : it has no password and nobody can sign in"
        " as it. While it is not active it gets no tokens." in page
    )


def test_the_member_of_a_removed_service_cannot_be_made_active(staff, support, service):
    member = service.service_member
    remove_application(application=service, by=support)
    address = f"/admin/accounts/user/{member.pk}/change/"

    page = text_of(staff.get(address))
    staff.post(address, {"given_name": "New", "surname": "", "is_active": "on"})

    assert "This was a service application, which is removed." in page
    member.refresh_from_db()
    assert (member.given_name, member.is_active) == ("New", False)


def test_a_service_of_an_issuer_is_no_removed_one_and_may_be_stopped(staff, service):
    robot = make_user("robot@apps.sign-in.example", is_service=True)
    robot.issuer, robot.subject = "https://sign-in.example", "robot-1"
    robot.save()
    address = f"/admin/accounts/user/{robot.pk}/change/"

    page = text_of(staff.get(address))
    staff.post(address, {"given_name": "Robot", "surname": ""})
    robot.refresh_from_db()
    stopped = robot.is_active
    staff.post(address, {"given_name": "Robot", "surname": "", "is_active": "on"})
    robot.refresh_from_db()

    assert "this is a service of the issuer below. Nobody can sign in as it." in page
    assert (stopped, robot.is_active) == (False, True)


def test_services_are_no_people_of_an_organization_but_can_be_listed_by_themselves(
    staff, service, owner
):
    organizations = staff.get("/admin/accounts/organization/").content.decode()
    services = staff.get("/admin/accounts/user/", {"is_service__exact": "1"}).content.decode()

    assert re.findall(r'field-people">(\d+)<', organizations) == ["1"]
    assert re.findall(r'field-email"><a [^>]*>([^<]*)', services) == [service.service_member.email]


def test_the_trusted_can_be_listed_by_themselves(staff, viewer, service):
    make_application(None, name="Trusted viewer", is_trusted=True)

    page = staff.get(LIST, {"skip_authorization__exact": "1"})

    assert names(page) == ["Trusted viewer"]
    assert "By trusted" in text_of(page)


def test_support_trusts_an_application_and_ends_the_trust(staff, viewer):
    staff.post(page_of(viewer), {"skip_authorization": "on"})
    trusted = Application.objects.get().skip_authorization
    staff.post(page_of(viewer), {})

    assert (trusted, Application.objects.get().skip_authorization) == (True, False)


def test_the_rest_of_an_application_cannot_be_posted(staff, viewer, outsider):
    before = Application.objects.values().get()
    forged = {
        "name": "Forged",
        "redirect_uris": "https://evil.example/",
        "redirects": "https://evil.example/",
        "client_id": "forged",
        "client_secret": "forged",
        "user": outsider.pk,
        "kind": "Service",
    }

    staff.post(page_of(viewer), forged | {"skip_authorization": "on"})

    after = Application.objects.values().get()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"skip_authorization", "updated"}


def test_a_service_asks_nobody_and_so_cannot_be_trusted(staff, service):
    staff.post(page_of(service), {"skip_authorization": "on"})

    assert not Application.objects.get().skip_authorization


def test_support_removes_one_with_a_reason(staff, support, api, service, bridge, acme_corporation):
    make_member(bridge, service.service_member)
    token = make_token(service)
    other, _ = make_service(acme_corporation, name="Other")
    address = f"{LIST}{service.pk}/delete/"

    asked = staff.get(address).content.decode()
    without_reason = staff.post(address, {"reason": " "})
    assert Application.objects.count() == 2
    done = staff.post(address, {"reason": "Ticket 17"}, follow=True)

    assert "access to 1 iTwin of which it is an owner or a member" in re.sub(r"\s+", " ", asked)
    assert "This field is required." in without_reason.content.decode()
    assert "Survey robot is removed." in done.content.decode()
    assert Application.objects.get() == other
    assert not User.objects.get(pk=service.service_member_id).is_active
    answer = api(None).get("/users/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401
    written = LogEntry.objects.get()
    assert (written.user, written.object_repr, written.change_message, written.object_id) == (
        support,
        "Survey robot",
        "Ticket 17",
        str(service.pk),
    )
    assert staff.get(address).status_code == 404


def test_none_is_added_here_and_none_deleted_without_a_reason(staff, viewer):
    assert staff.get(f"{LIST}add/").status_code == 403
    assert staff.get(LIST).context["action_form"] is None


@pytest.mark.parametrize("who", ["admin", "member", "outsider"])
def test_only_support_staff_get_in(client, request, viewer, who):
    client.force_login(request.getfixturevalue(who))

    for address in (LIST, page_of(viewer), f"{LIST}{viewer.pk}/delete/"):
        assert client.post(address, {"reason": "x"}).headers["Location"].startswith("/admin/login/")
    assert Application.objects.get() == viewer


def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(
    staff, viewer, member, acme_corporation
):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            staff.get(LIST)
        return len(captured)

    of_one = queries()
    make_service(acme_corporation)
    other = make_application(member, kind=ApplicationKind.WEB)
    give_consent(user=member, application=other, scopes=["openid"])
    make_token(other, member)

    assert queries() == of_one <= 5
