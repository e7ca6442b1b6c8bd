"""A service application among people: found, added at once, never written to, let go when removed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from accounts.models import Invitation, OwnerMember, User, UserMember, VisibleITwin
from accounts.operations.applications import remove_application
from accounts.operations.invitations import Offer, invite
from accounts.operations.reminders import make_round
from tests.accounts.api.member_answers import members_of
from tests.factories import make_group, make_member
from tests.factories.applications import make_service, make_token


@pytest.fixture
def robot(acme_corporation) -> User:
    return make_service(acme_corporation, name="Survey robot")[0].service_member


@pytest.fixture
def foreign_robot(outsider) -> User:
    """Of another organization than the one that owns the iTwins."""
    return make_service(outsider.organization, name="Foreign robot")[0].service_member


ROBOTS = pytest.mark.parametrize("who", ["robot", "foreign_robot"])


def add(client, itwin, email: str, role):
    body = {"members": [{"email": email.upper(), "roleIds": [str(role.pk)]}]}
    return client.post(members_of(itwin), body, format="json")


def test_it_is_found_like_a_colleague_and_by_colleagues_alone(api, robot, member, outsider):
    found = [
        [each["email"] for each in api(user).get("/users?$search=robot").json()["users"]]
        for user in (member, outsider)
    ]

    assert found == [[robot.email], []]


@ROBOTS
def test_by_its_address_it_becomes_a_member_at_once_without_a_mail(
    api, bridge, owner, viewer, request, who, django_capture_on_commit_callbacks
):
    robot = request.getfixturevalue(who)

    with django_capture_on_commit_callbacks(execute=True):
        answer = add(api(owner), bridge, robot.email, viewer)

    assert answer.status_code == 201, answer.json()
    assert [each["id"] for each in answer.json()["members"]] == [str(robot.pk)]
    assert answer.json()["invitations"] == []
    listed = api(owner).get(members_of(bridge)).json()["members"]
    shown = next(each for each in listed if each["id"] == str(robot.pk))
    assert (shown["email"], shown["givenName"], shown["surname"], shown["organization"]) == (
        robot.email,
        robot.given_name,
        "",
        robot.organization.name,
    )
    assert VisibleITwin.objects.filter(user=robot, itwin=bridge).exists()
    assert (mail.outbox, Invitation.objects.count()) == ([], 0)


@ROBOTS
def test_by_its_address_it_becomes_an_owner_or_is_listed_by_a_group_at_once(
    api, acme, bridge, owner, admin, request, who
):
    robot = request.getfixturevalue(who)
    group = make_group(acme, name="Robots")

    owning = api(owner).post(
        members_of(bridge).replace("/users", "/owners"), {"email": robot.email}, format="json"
    )
    listing = api(admin).patch(
        f"/accesscontrol/itwins/{acme.pk}/groups/{group.pk}",
        {"members": [robot.email]},
        format="json",
    )

    assert (owning.status_code, listing.status_code) == (201, 200)
    assert OwnerMember.objects.filter(itwin=bridge, user=robot).exists()
    assert group.listed_users.get().user == robot
    assert (mail.outbox, Invitation.objects.count()) == ([], 0)


def test_it_reads_what_it_is_a_member_of_and_nothing_else(api, acme, bridge, acme_corporation):
    service, _ = make_service(acme_corporation)
    make_member(bridge, service.service_member)
    client = api(None)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(service)}")

    me = client.get("/users/me").json()["user"]
    itwins = client.get("/itwins").json()["iTwins"]

    assert me["email"] == service.service_member.email
    assert [each["id"] for each in itwins] == [str(bridge.pk)]


def test_no_mail_is_sent_to_one_that_was_removed(
    api, bridge, owner, viewer, acme_corporation, django_capture_on_commit_callbacks
):
    service, _ = make_service(acme_corporation, by=owner)
    address = service.service_member.email
    remove_application(application=service, by=owner)

    with django_capture_on_commit_callbacks(execute=True):
        add(api(owner), bridge, address, viewer)
        add(api(owner), bridge, "somebody@elsewhere.example", viewer)

    assert [each.to for each in mail.outbox] == [["SOMEBODY@ELSEWHERE.EXAMPLE"]]


def test_it_is_not_reminded_of_invitations_that_it_sent(robot, bridge, member, time_machine):
    for sender in (robot, member):
        invite(itwin=bridge, offers=[Offer("a@b.example")], by=sender, is_mailed=False)
    time_machine.move_to(datetime.now(UTC) + timedelta(days=6))

    done = make_round()

    assert (done.reminded, done.failed) == (1, [])
    assert [each.to for each in mail.outbox] == [[member.email]]


def test_one_that_was_removed_leaves_its_itwins_with_the_weekly_round(
    bridge, owner, acme_corporation, capsys
):
    kept, removed = (make_service(acme_corporation)[0] for _ in range(2))
    for service in (kept, removed):
        make_member(bridge, service.service_member, name=str(service.pk))
    remove_application(application=removed, by=owner)

    call_command("purge_missing_members")

    assert capsys.readouterr().out == "People purged: 1, memberships: 1.\n"
    assert UserMember.objects.get(user__is_service=True).user == kept.service_member
