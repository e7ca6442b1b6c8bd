"""Owners of an iTwin: listing, adding, inviting and removing them."""

import pytest

from accounts.models import Invitation, OwnerMember
from accounts.operations.owner_members import add_owner
from accounts.operations.user_members import add_user_member
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    ITWIN_NOT_FOUND,
    NOT_GUIDS,
    UNKNOWN_ID,
    UNREADABLE,
    assert_answers,
    assert_no_content,
    invalid,
    missing,
    refusal,
)
from tests.accounts.api.member_answers import (
    MEMBER_NOT_FOUND,
    invitation_wire,
    members_of,
    not_processed,
    owner_ref,
    ref,
    wire,
)

ALREADY = refusal("OwnerAlreadyExists", "Requested user is already an iTwin Owner.", target="email")


def owners_of(itwin) -> str:
    return members_of(itwin).replace("/users", "/owners")


def owner_wire(user) -> dict:
    shown = wire(user)
    del shown["roles"]
    return shown


def test_owners_are_listed_in_the_order_they_came(api, bridge, owner, member, reader):
    add_owner(itwin=bridge, user=member)
    base = f"http://localhost:8000{owners_of(bridge)}"

    response = api(reader).get(owners_of(bridge))
    second = api(reader).get(f"{owners_of(bridge)}?$top=1&$skip=1")

    assert_answers(
        response,
        200,
        {
            "members": [owner_wire(owner), owner_wire(member)],
            "_links": {"self": {"href": f"{base}?$skip=0&$top=100"}},
        },
    )
    assert second.json() == {
        "members": [owner_wire(member)],
        "_links": {
            "self": {"href": f"{base}?$skip=1&$top=1"},
            "prev": {"href": f"{base}?$skip=0&$top=1"},
        },
    }


def test_a_page_of_owners_that_cannot_be_is_refused(api, bridge, owner):
    response = api(owner).get(f"{owners_of(bridge)}?$top=0")

    assert_answers(response, 422, not_processed(invalid("$top")))


def test_an_insider_becomes_an_owner_at_once(api, bridge, owner, newcomer):
    body = {"email": newcomer.email.upper()}

    response = api(owner).post(owners_of(bridge), body, format="json")

    assert_answers(response, 201, {"member": owner_wire(newcomer), "invitation": None})
    assert api(newcomer).get(owners_of(bridge)).status_code == 200


@pytest.mark.parametrize("who", ["a stranger", "an outsider", "an outsider who is a member"])
def test_an_outsider_is_invited_to_own(api, bridge, owner, outsider, reader, who):
    email = {
        "a stranger": "New@elsewhere.example",
        "an outsider": outsider.email,
        "an outsider who is a member": reader.email,
    }[who]

    response = api(owner).post(owners_of(bridge), {"email": f" {email} "}, format="json")

    invitation = Invitation.objects.get()
    shown = invitation_wire(invitation, owner_ref(bridge))
    assert_answers(response, 201, {"member": None, "invitation": shown})
    assert invitation.email == email
    assert OwnerMember.objects.filter(itwin=bridge).count() == 1


def test_an_owner_is_not_added_twice(api, bridge, owner):
    response = api(owner).post(owners_of(bridge), {"email": "OWNER@acme.example"}, format="json")

    assert_answers(response, 409, ALREADY)


def test_whoever_is_invited_to_own_may_be_invited_again(api, bridge, owner):
    for _ in range(2):
        body = {"email": "new@elsewhere.example"}
        assert api(owner).post(owners_of(bridge), body, format="json").status_code == 201

    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ("{", [UNREADABLE]),
        ("[]", [UNREADABLE]),
        ("", [missing("email")]),
        ('{"email": null}', [missing("email")]),
        ('{"email": ""}', [missing("email")]),
        ('{"email": 7}', [invalid("email")]),
        ('{"email": "no address"}', [invalid("email")]),
        ('{"email": "a\\u0000@b.example"}', [invalid("email")]),
    ],
)
def test_a_body_without_an_address_is_refused(api, bridge, owner, body, details):
    response = api(owner).post(owners_of(bridge), body, content_type="application/json")

    assert_answers(response, 422, not_processed(*details))


def test_an_owner_who_is_removed_keeps_other_roles(api, bridge, owner, member, viewer):
    add_owner(itwin=bridge, user=member)
    add_user_member(itwin=bridge, user=member, roles=[viewer])

    response = api(owner).delete(f"{owners_of(bridge)}/{member.pk}")

    assert_no_content(response)
    left = {"member": wire(member, ref(viewer))}
    assert api(member).get(f"{members_of(bridge)}/{member.pk}").json() == left


def test_an_owner_without_other_roles_sees_the_itwin_no_longer(api, bridge, owner, member):
    add_owner(itwin=bridge, user=member)

    assert_no_content(api(member).delete(f"{owners_of(bridge)}/{member.pk}"))

    assert_answers(api(member).get(owners_of(bridge)), 404, ITWIN_NOT_FOUND)


def test_the_last_owner_is_removed_by_administrators_alone(api, bridge, owner, admin):
    path = f"{owners_of(bridge)}/{owner.pk}"

    assert_answers(api(owner).delete(path), 403, FORBIDDEN)
    assert_no_content(api(admin).delete(path))

    assert api(admin).get(owners_of(bridge)).json()["members"] == []


@pytest.mark.parametrize("text", [*NOT_GUIDS, UNKNOWN_ID])
def test_an_id_of_nobody_is_no_owner(api, bridge, owner, text):
    response = api(owner).delete(f"{owners_of(bridge)}/{text}")

    assert_answers(response, 404, MEMBER_NOT_FOUND)


def test_a_member_who_does_not_own_is_no_owner(api, bridge, owner, reader):
    assert_answers(api(owner).delete(f"{owners_of(bridge)}/{reader.pk}"), 404, MEMBER_NOT_FOUND)


CAST = ["owner", "admin", "inviter", "remover", "reader", "newcomer", "outsider", "nobody"]
ANSWERS = {
    # operation: what each of the cast gets, in the order above
    "list": [200, 200, 200, 200, 200, 404, 404, 401],
    "add": [201, 201, 403, 403, 403, 404, 404, 401],
    "remove": [204, 204, 403, 403, 403, 404, 404, 401],
}


@pytest.mark.parametrize("operation", ANSWERS)
@pytest.mark.parametrize("who", CAST)
def test_who_may_do_what(api, request, bridge, member, operation, who):
    add_owner(itwin=bridge, user=member)
    client = api(None if who == "nobody" else request.getfixturevalue(who))
    body = {"email": "new@elsewhere.example"}

    response = {
        "list": lambda: client.get(owners_of(bridge)),
        "add": lambda: client.post(owners_of(bridge), body, format="json"),
        "remove": lambda: client.delete(f"{owners_of(bridge)}/{member.pk}"),
    }[operation]()

    status = dict(zip(CAST, ANSWERS[operation], strict=True))[who]
    assert response.status_code == status
    refusals = {401: HEADER_NOT_FOUND, 403: FORBIDDEN, 404: ITWIN_NOT_FOUND}
    if status in refusals:
        assert_answers(response, status, refusals[status])
