"""Accepting invitations through the API: all of a person's on the iTwin at once."""

import uuid

import pytest

from accounts.choices import InvitationStatus
from accounts.models import Invitation, UserMember
from accounts.operations.invitations import Offer, invite
from accounts.operations.roles import create_role, delete_role
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    ITWIN_NOT_FOUND,
    NOT_GUIDS,
    UNKNOWN_ID,
    assert_answers,
    assert_no_content,
    refusal,
)
from tests.accounts.api.member_answers import members_of, owner_ref, ref, wire
from tests.factories import make_itwin
from twins.choices import Channel
from twins.operations.lifecycle import delete_itwin

NOT_FOUND = refusal("InvitationNotFound", "Requested invitation is not available.")


def accept(client, itwin, invitation_id):
    path = members_of(itwin).replace("/users", f"/invitations/{invitation_id}/accept")
    return client.post(path, content_type="application/json")


def send(itwin, by, email: str, *roles, makes_owner: bool = False) -> Invitation:
    offer = Offer(email, [role.pk for role in roles], makes_owner=makes_owner)
    return invite(itwin=itwin, offers=[offer], by=by)[0]


def seen(client, itwin, user) -> dict:
    return client.get(f"{members_of(itwin)}/{user.pk}").json()


def test_accepting_one_gives_the_union_of_all(api, bridge, owner, outsider, viewer, editor):
    second = create_role(itwin=bridge, display_name="Second")
    one = send(bridge, owner, outsider.email.upper(), second, viewer)
    other = send(bridge, owner, outsider.email, viewer, editor)
    foreign = send(bridge, owner, "new@elsewhere.example", viewer)

    response = accept(api(outsider), bridge, other.pk)

    assert_no_content(response)
    shown = wire(outsider, ref(second), ref(viewer), ref(editor))
    assert seen(api(outsider), bridge, outsider) == {"member": shown}
    states = dict(Invitation.objects.values_list("pk", "status"))
    assert states == {one.pk: "Accepted", other.pk: "Accepted", foreign.pk: "Pending"}
    assert_no_content(accept(api(outsider), bridge, other.pk))


def test_accepting_ownership_makes_an_owner(api, bridge, owner, loner, viewer):
    send(bridge, owner, loner.email, viewer)
    invitation = send(bridge, owner, loner.email, makes_owner=True)

    assert_no_content(accept(api(loner), bridge, invitation.pk))

    shown = wire(loner, ref(viewer), owner_ref(bridge))
    assert seen(api(loner), bridge, loner) == {"member": shown}


@pytest.mark.parametrize("invitation_id", [uuid.uuid4(), UNKNOWN_ID, *NOT_GUIDS])
def test_for_a_member_any_id_will_do(api, bridge, owner, admin, reader, invitation_id):
    for person in (reader, owner, admin):
        assert_no_content(accept(api(person), bridge, invitation_id))

    assert not UserMember.objects.filter(user=admin).exists()


def test_a_member_takes_what_is_pending_with_any_id(api, bridge, owner, reader):
    send(bridge, owner, reader.email, makes_owner=True)

    assert_no_content(accept(api(reader), bridge, uuid.uuid4()))

    names = [role["displayName"] for role in seen(api(reader), bridge, reader)["member"]["roles"]]
    assert names == ["Reader", "iTwin owner"]


@pytest.mark.parametrize("invitation_id", [UNKNOWN_ID, *NOT_GUIDS])
def test_anybody_else_needs_an_invitation(api, bridge, owner, loner, viewer, invitation_id):
    send(bridge, owner, loner.email, viewer)

    assert_answers(accept(api(loner), bridge, invitation_id), 404, NOT_FOUND)
    assert not UserMember.objects.filter(user=loner).exists()


def test_nobody_accepts_for_another(api, bridge, owner, loner, outsider, viewer):
    invitation = send(bridge, owner, outsider.email, viewer)

    assert_answers(accept(api(loner), bridge, invitation.pk), 403, FORBIDDEN)
    assert_answers(accept(api(None), bridge, invitation.pk), 401, HEADER_NOT_FOUND)


@pytest.mark.parametrize("state", ["late", "Expired", "Cancelled", "Accepted"])
def test_what_is_over_cannot_be_accepted(api, bridge, owner, loner, viewer, state):
    invitation = send(bridge, owner, loner.email, viewer)
    if state == "late":
        invitation.expires_at = invitation.created_at
    else:
        invitation.status = InvitationStatus(state)
    invitation.save()

    assert_answers(accept(api(loner), bridge, invitation.pk), 404, NOT_FOUND)
    assert not UserMember.objects.filter(user=loner).exists()


@pytest.mark.parametrize("text", [*NOT_GUIDS, UNKNOWN_ID])
def test_on_an_unknown_itwin_nothing_is_accepted(api, loner, text):
    assert_answers(accept(api(loner), text, uuid.uuid4()), 404, ITWIN_NOT_FOUND)


def test_on_a_deleted_itwin_nothing_is_accepted(api, acme, owner, loner, viewer):
    tunnel = make_itwin(acme, owner=owner)
    invitation = send(tunnel, owner, loner.email, create_role(itwin=tunnel, display_name="A"))
    delete_itwin(tunnel, by=owner, through=Channel.API)

    assert_answers(accept(api(loner), tunnel, invitation.pk), 404, ITWIN_NOT_FOUND)


def test_a_role_that_is_gone_is_not_given(api, bridge, owner, loner, viewer, editor):
    invitation = send(bridge, owner, loner.email, viewer, editor)
    delete_role(editor, by=owner)

    assert_no_content(accept(api(loner), bridge, invitation.pk))

    assert seen(api(loner), bridge, loner) == {"member": wire(loner, ref(viewer))}


def test_a_newcomer_accepts_on_the_account_as_anybody(api, acme, admin, newcomer, editor):
    assert_answers(accept(api(newcomer), acme, uuid.uuid4()), 404, NOT_FOUND)
    invitation = send(acme, admin, newcomer.email, editor)

    assert_no_content(accept(api(newcomer), acme, invitation.pk))

    assert seen(api(newcomer), acme, newcomer) == {"member": wire(newcomer, ref(editor))}
