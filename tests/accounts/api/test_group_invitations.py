"""Invitations to an Account's group: who sees them, who withdraws them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Group, Invitation
from accounts.operations.group_invitations import invite_to_group
from accounts.operations.owner_members import add_owner
from itwins_site.wire.rendering import wire_time_in_microseconds
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    ITWIN_NOT_FOUND,
    NOT_GUIDS,
    UNKNOWN_ID,
    assert_answers,
    assert_no_content,
    invalid,
    refusal,
)
from tests.factories import make_group, make_itwin, make_member

GROUP_NOT_FOUND = refusal("GroupNotFound", "Requested group is not available.")
INVITATION_NOT_FOUND = refusal("InvitationNotFound", "Requested invitation is not available.")


@pytest.fixture
def everybody(acme) -> Group:
    return make_group(acme, name="Everybody")


@pytest.fixture
def invitation(everybody, admin) -> Invitation:
    return invite_to_group(group=everybody, emails=["New@elsewhere.example"], by=admin)[0]


def invitations_to(group: Group) -> str:
    return f"/accesscontrol/itwins/{group.itwin_id}/groups/{group.pk}/invitations"


def one(invitation: Invitation) -> str:
    return f"{invitations_to(invitation.group)}/{invitation.pk}"


def emails(answer) -> list[str]:
    return [each["email"] for each in answer.json()["invitations"]]


def test_naming_a_stranger_invites_and_withdrawing_ends_it(api, everybody, admin, settings):
    client = api(admin)
    group_path = invitations_to(everybody).removesuffix("/invitations")
    client.patch(group_path, {"members": ["New@elsewhere.example"]}, format="json")

    answer = client.get(invitations_to(everybody))

    invitation = Invitation.objects.get()
    link = f"{settings.PUBLIC_URL}{invitations_to(everybody)}?$skip=0&$top=100"
    links = {"self": {"href": link}}
    shown = {
        "id": str(invitation.pk),
        "email": "New@elsewhere.example",
        "invitedByEmail": "admin@acme.example",
        "status": "Pending",
        "createdDate": wire_time_in_microseconds(invitation.created_at),
        "expirationDate": wire_time_in_microseconds(invitation.created_at + timedelta(days=7)),
    }
    assert_answers(answer, 200, {"invitations": [shown], "_links": links})

    assert_no_content(client.delete(one(invitation)))
    none = {"invitations": [], "_links": links}
    assert_answers(client.get(invitations_to(everybody)), 200, none)
    assert_answers(client.delete(one(invitation)), 404, INVITATION_NOT_FOUND)


def test_inviting_sends_a_mail(everybody, admin, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite_to_group(group=everybody, emails=["new@elsewhere.example"], by=admin)
        invite_to_group(group=everybody, emails=["NEW@elsewhere.example"], by=admin)

    assert [mail.to for mail in mailoutbox] == [["new@elsewhere.example"]]


def test_an_expired_invitation_is_no_longer_there_and_can_be_sent_again(
    api, everybody, invitation, admin
):
    Invitation.objects.update(expires_at=timezone.now())

    client = api(admin)
    assert emails(client.get(invitations_to(everybody))) == []
    assert_answers(client.delete(one(invitation)), 404, INVITATION_NOT_FOUND)

    invite_to_group(group=everybody, emails=[invitation.email], by=admin)
    assert emails(client.get(invitations_to(everybody))) == [invitation.email]


# Who may: the status each person gets for list and delete, and whether they see the invitation.
CAST = {
    "admin": (200, 1, 204),
    "owner": (200, 1, 204),
    "remover": (200, 0, 204),
    "reader": (200, 0, 403),
    "newcomer": (403, 0, 403),
    "outsider": (404, 0, 404),
    "loner": (404, 0, 404),
    "support": (404, 0, 404),
    "anonymous": (401, 0, 401),
}
PERMISSIONS_OF_MEMBER = {
    "remover": ["administration_remove_member"],
    "reader": ["administration_invite_member", "administration_manage_groups"],
}
BODIES = {401: HEADER_NOT_FOUND, 403: FORBIDDEN, 404: ITWIN_NOT_FOUND}


@pytest.mark.parametrize(("who", "expected"), CAST.items(), ids=CAST)
def test_who_may_do_what_with_an_invitation_of_another(
    api, acme, invitation, owner, member, request, who, expected
):
    add_owner(itwin=acme, user=owner)
    if who in PERMISSIONS_OF_MEMBER:
        make_member(acme, member, *PERMISSIONS_OF_MEMBER[who])
    person = member if who in PERMISSIONS_OF_MEMBER else None
    if who != "anonymous" and person is None:
        person = request.getfixturevalue(who)
    client = api(person)

    listing, deletion = client.get(invitations_to(invitation.group)), client.delete(one(invitation))

    seen = len(listing.json().get("invitations", []))
    assert (listing.status_code, seen, deletion.status_code) == expected
    for answer in (listing, deletion):
        if answer.status_code >= 400:
            assert_answers(answer, answer.status_code, BODIES[answer.status_code])


def test_a_member_sees_and_withdraws_what_they_sent(api, acme, everybody, invitation, member):
    make_member(acme, member)
    (own,) = invite_to_group(group=everybody, emails=["own@elsewhere.example"], by=member)
    client = api(member)

    assert emails(client.get(invitations_to(everybody))) == ["own@elsewhere.example"]
    assert_no_content(client.delete(one(own)))


def test_invitations_are_listed_page_by_page_in_the_order_they_were_sent(
    api, everybody, admin, settings
):
    sent = [f"{name}@elsewhere.example" for name in "cab"]
    invite_to_group(group=everybody, emails=sent, by=admin)

    answer = api(admin).get(invitations_to(everybody) + "?$top=1&$skip=1")

    assert emails(answer) == ["a@elsewhere.example"]
    assert answer.json()["_links"] == {
        name: {"href": f"{settings.PUBLIC_URL}{invitations_to(everybody)}?$skip={skip}&$top=1"}
        for name, skip in (("self", 1), ("prev", 0), ("next", 2))
    }


def test_paging_out_of_range_is_refused(api, everybody, admin):
    answer = api(admin).get(invitations_to(everybody) + "?$top=1001")

    body = refusal(
        "InvalidiTwinsMemberInvitationsRequest",
        "Request body or query is invalid.",
        details=[invalid("$top")],
    )
    assert_answers(answer, 422, body)


def test_a_list_takes_as_many_queries_for_three_invitations_as_for_one(
    api, everybody, admin, django_assert_num_queries
):
    client = api(admin)
    for number in range(2):
        sent = [f"p{number}{place}@elsewhere.example" for place in range(number + 1)]
        invite_to_group(group=everybody, emails=sent, by=admin)
        with django_assert_num_queries(14):
            client.get(invitations_to(everybody))


@pytest.mark.parametrize("segment", [UNKNOWN_ID, *NOT_GUIDS])
def test_an_id_that_names_nothing_is_not_found(api, acme, everybody, invitation, admin, segment):
    client = api(admin)
    base = "/accesscontrol/itwins"

    for path, refused in (
        (f"{base}/{segment}/groups/{everybody.pk}/invitations", ITWIN_NOT_FOUND),
        (f"{base}/{acme.pk}/groups/{segment}/invitations", GROUP_NOT_FOUND),
    ):
        assert_answers(client.get(path), 404, refused)
        assert_answers(client.delete(f"{path}/{invitation.pk}"), 404, refused)
    answer = client.delete(f"{invitations_to(everybody)}/{segment}")
    assert_answers(answer, 404, INVITATION_NOT_FOUND)


def test_an_invitation_is_found_only_at_its_own_group(api, acme, invitation, admin, owner):
    other = make_group(acme, name="Other")
    elsewhere = make_itwin(acme, owner=owner)
    client = api(admin)

    path = f"{invitations_to(other)}/{invitation.pk}"
    assert_answers(client.delete(path), 404, INVITATION_NOT_FOUND)
    path = one(invitation).replace(str(acme.pk), str(elsewhere.pk))
    assert_answers(client.delete(path), 404, GROUP_NOT_FOUND)
