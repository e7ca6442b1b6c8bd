"""Member invitations: who sees which, reading and withdrawing them."""

from datetime import timedelta

import pytest

from accounts.choices import InvitationStatus
from accounts.models import Invitation
from accounts.operations.group_invitations import invite_to_group
from accounts.operations.groups import create_group
from accounts.operations.invitations import Offer, invite
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
from tests.accounts.api.member_answers import invitation_wire, members_of, owner_ref, ref
from tests.factories import make_itwin

NOT_FOUND = refusal("InvitationNotFound", "Requested invitation is not available.")


def invitations_of(itwin) -> str:
    return members_of(itwin).replace("/users", "/invitations")


def one(invitation: Invitation) -> str:
    return f"{invitations_of(invitation.itwin)}/{invitation.pk}"


def send(itwin, by, email: str = "New@elsewhere.example", roles=(), **more) -> Invitation:
    offer = Offer(email, [role.pk for role in roles], **more)
    return invite(itwin=itwin, offers=[offer], by=by)[0]


@pytest.fixture
def sent(bridge, inviter, viewer, outsider) -> Invitation:
    """To the outsider, as Viewer, by the inviter."""
    return send(bridge, inviter, outsider.email, [viewer])


def test_an_owner_sees_all_and_others_what_they_sent(api, bridge, owner, admin, inviter, viewer):
    first = send(bridge, inviter, roles=[viewer])
    second = send(bridge, owner, makes_owner=True)
    send(make_itwin(bridge, owner=owner), owner)
    base = f"http://localhost:8000{invitations_of(bridge)}"
    shown = [invitation_wire(first, ref(viewer)), invitation_wire(second, owner_ref(bridge))]

    for person, seen in ((owner, shown), (admin, shown), (inviter, shown[:1])):
        response = api(person).get(invitations_of(bridge))

        links = {"self": {"href": f"{base}?$skip=0&$top=100"}}
        assert_answers(response, 200, {"invitations": seen, "_links": links})


def test_a_page_of_invitations_is_linked(api, bridge, owner):
    sent = [send(bridge, owner, f"p{n}@elsewhere.example") for n in range(3)]
    base = f"http://localhost:8000{invitations_of(bridge)}"

    response = api(owner).get(f"{invitations_of(bridge)}?$top=1&$skip=1")

    assert response.json() == {
        "invitations": [invitation_wire(sent[1])],
        "_links": {
            "self": {"href": f"{base}?$skip=1&$top=1"},
            "prev": {"href": f"{base}?$skip=0&$top=1"},
            "next": {"href": f"{base}?$skip=2&$top=1"},
        },
    }


def test_a_page_of_invitations_that_cannot_be_is_refused(api, bridge, owner):
    response = api(owner).get(f"{invitations_of(bridge)}?$top=1001")

    refused = refusal(
        "InvalidiTwinsMemberInvitationsRequest",
        "Request body or query is invalid.",
        details=[invalid("$top")],
    )
    assert_answers(response, 422, refused)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_few_and_many(
    api, bridge, owner, viewer, rows, django_assert_num_queries
):
    for n in range(rows):
        send(bridge, owner, f"p{n}@elsewhere.example", [viewer])
    client = api(owner)
    client.get(invitations_of(bridge))

    with django_assert_num_queries(8):
        client.get(invitations_of(bridge))


def test_the_sender_the_invited_and_owners_read_an_invitation(
    api, sent, inviter, outsider, owner, admin, viewer
):
    for person in (inviter, outsider, owner, admin):
        shown = {"invitation": invitation_wire(sent, ref(viewer))}
        assert_answers(api(person).get(one(sent)), 200, shown)


@pytest.mark.parametrize("state", ["late", *set(InvitationStatus) - {"Pending"}])
def test_what_is_over_is_not_found(api, sent, owner, state):
    if state == "late":
        sent.expires_at = sent.created_at
    else:
        sent.status = state
    sent.save()

    assert_answers(api(owner).get(one(sent)), 404, NOT_FOUND)
    assert_answers(api(owner).delete(one(sent)), 404, NOT_FOUND)
    assert api(owner).get(invitations_of(sent.itwin)).json()["invitations"] == []


@pytest.mark.parametrize("text", [*NOT_GUIDS, UNKNOWN_ID])
@pytest.mark.parametrize("method", ["get", "delete"])
def test_an_id_of_no_invitation_is_not_found(api, bridge, owner, text, method):
    response = getattr(api(owner), method)(f"{invitations_of(bridge)}/{text}")

    assert_answers(response, 404, NOT_FOUND)


def test_an_invitation_is_found_on_its_own_itwin_alone(api, acme, bridge, sent, owner):
    other = make_itwin(acme, owner=owner)

    response = api(owner).get(f"{invitations_of(other)}/{sent.pk}")

    assert_answers(response, 404, NOT_FOUND)


def test_an_invitation_to_a_group_is_none_to_the_itwin(api, acme, admin):
    group = create_group(itwin=acme, name="Crew")
    (invitation,) = invite_to_group(group=group, emails=["new@elsewhere.example"], by=admin)

    assert_answers(api(admin).get(one(invitation)), 404, NOT_FOUND)
    assert api(admin).get(invitations_of(acme)).json()["invitations"] == []


@pytest.mark.parametrize("who", ["inviter", "owner", "admin", "remover"])
def test_an_invitation_is_withdrawn(api, request, sent, owner, outsider, who):
    response = api(request.getfixturevalue(who)).delete(one(sent))

    assert_no_content(response)
    assert_answers(api(owner).get(one(sent)), 404, NOT_FOUND)
    assert_answers(api(outsider).get(one(sent)), 404, ITWIN_NOT_FOUND)
    sent.refresh_from_db()
    assert sent.status == InvitationStatus.CANCELLED


CAST = ["reader", "newcomer", "loner", "outsider", "nobody"]
ANSWERS = {
    # operation: what each of the cast gets, in the order above; the outsider is the one invited
    "list": [200, 404, 404, 404, 401],
    "read": [403, 404, 404, 200, 401],
    "withdraw": [403, 404, 404, 404, 401],
    "accept": [204, 403, 403, 204, 401],
}


@pytest.mark.parametrize("operation", ANSWERS)
@pytest.mark.parametrize("who", CAST)
def test_who_else_may_do_what(api, request, sent, operation, who):
    client = api(None if who == "nobody" else request.getfixturevalue(who))

    response = {
        "list": lambda: client.get(invitations_of(sent.itwin)),
        "read": lambda: client.get(one(sent)),
        "withdraw": lambda: client.delete(one(sent)),
        "accept": lambda: client.post(f"{one(sent)}/accept"),
    }[operation]()

    status = dict(zip(CAST, ANSWERS[operation], strict=True))[who]
    assert response.status_code == status
    refusals = {401: HEADER_NOT_FOUND, 403: FORBIDDEN, 404: ITWIN_NOT_FOUND}
    if status in refusals:
        assert_answers(response, status, refusals[status])


def test_a_newcomer_sees_no_invitations_to_the_account(api, acme, admin, newcomer):
    invitation = send(acme, admin)

    assert_answers(api(newcomer).get(invitations_of(acme)), 403, FORBIDDEN)
    assert_answers(api(newcomer).get(one(invitation)), 403, FORBIDDEN)


def test_an_invitation_lasts_seven_days(api, sent, owner, time_machine):
    time_machine.move_to(sent.created_at + timedelta(days=7, seconds=-1), tick=False)
    assert api(owner).get(one(sent)).status_code == 200

    time_machine.move_to(sent.created_at + timedelta(days=7), tick=False)
    assert_answers(api(owner).get(one(sent)), 404, NOT_FOUND)
