"""Adding people to an iTwin: insiders at once, everybody else by invitation."""

import pytest

from accounts.models import Invitation, UserMember
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from accounts.queries.assignments import owner_role_id
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    UNREADABLE,
    assert_answers,
    invalid,
    missing,
    refusal,
)
from tests.accounts.api.member_answers import (
    TOO_MANY,
    invitation_wire,
    members_of,
    not_processed,
    owner_ref,
    ref,
    wire,
)
from tests.factories import make_itwin, make_user
from twins.models import ITwin

VIEWER_ID = "00000000-0000-0000-0000-00000000000a"


def entry(email: object, *roles) -> dict:
    return {"email": email, "roleIds": [str(role.pk) for role in roles]}


def add(client, itwin, *entries: dict, **more: object):
    return client.post(members_of(itwin), {"members": list(entries), **more}, format="json")


def test_insiders_become_members_and_others_are_invited(
    api, bridge, owner, member, outsider, viewer, editor
):
    response = add(
        api(owner),
        bridge,
        entry("MEMBER@acme.example", editor, viewer),
        entry(outsider.email, viewer),
        entry("Somebody.New@elsewhere.example", viewer, editor),
        customMessage="See you on the bridge.",
    )

    known, unknown = Invitation.objects.order_by("created_at")
    assert_answers(
        response,
        201,
        {
            "members": [wire(member, ref(editor), ref(viewer))],
            "invitations": [
                invitation_wire(known, ref(viewer)),
                invitation_wire(unknown, ref(viewer), ref(editor)),
            ],
        },
    )
    assert [known.email, unknown.email] == [outsider.email, "Somebody.New@elsewhere.example"]
    assert known.message == "See you on the bridge."
    assert (known.expires_at - known.created_at).days == 7


def test_both_lists_are_there_when_one_is_empty(api, bridge, owner, member, viewer):
    inside = add(api(owner), bridge, entry(member.email, viewer))
    outside = add(api(owner), bridge, entry("new@elsewhere.example", viewer), customMessage=None)

    assert_answers(inside, 201, {"members": [wire(member, ref(viewer))], "invitations": []})
    assert list(outside.json()) == ["members", "invitations"]
    assert outside.json()["members"] == []


def test_who_is_a_member_holds_the_new_roles_before_the_old(api, bridge, owner, member, viewer):
    second, third = (create_role(itwin=bridge, display_name=name) for name in ("Second", "Third"))
    add_user_member(itwin=bridge, user=member, roles=[viewer, second])

    response = add(api(owner), bridge, entry(member.email, third, second))

    shown = wire(member, ref(third), ref(second), ref(viewer))
    assert_answers(response, 201, {"members": [shown], "invitations": []})


def test_an_outsider_who_is_a_member_needs_no_invitation(api, bridge, owner, reader, viewer):
    response = add(api(owner), bridge, entry(reader.email, viewer))

    assert [each["displayName"] for each in response.json()["members"][0]["roles"]] == [
        "Viewer",
        "Reader",
    ]
    assert response.json()["invitations"] == []


def test_an_insider_named_twice_is_one_member(api, bridge, owner, member, viewer, editor):
    response = add(
        api(owner), bridge, entry(member.email, viewer), entry(member.email.upper(), editor)
    )

    shown = wire(member, ref(viewer), ref(editor))
    assert_answers(response, 201, {"members": [shown], "invitations": []})


def test_an_outsider_named_twice_is_invited_twice(api, bridge, owner, viewer, editor):
    email = "new@elsewhere.example"

    first = add(api(owner), bridge, entry(email, viewer), entry(email, editor))
    again = add(api(owner), bridge, entry(email, viewer))

    names = [
        [role["displayName"] for role in each["roles"]]
        for response in (first, again)
        for each in response.json()["invitations"]
    ]
    assert names == [["Viewer"], ["Editor"], ["Viewer"]]


def test_somebody_inactive_is_invited_like_a_stranger(api, bridge, owner, member, viewer):
    member.is_active = False
    member.save()

    response = add(api(owner), bridge, entry(member.email, viewer))

    assert response.json()["members"] == []
    assert not UserMember.objects.filter(user=member).exists()


def test_in_a_personal_account_everybody_else_is_invited(api, loner, member):
    mine = api(loner).get("/itwins/myprimaryaccount").json()["iTwin"]["id"]
    role = create_role(itwin=ITwin.objects.get(pk=mine), display_name="Guest")

    response = add(api(loner), role.itwin, entry(member.email, role))

    assert response.json()["members"] == []
    assert [each["email"] for each in response.json()["invitations"]] == [member.email]


def test_the_owner_role_is_passed_over_for_owners_and_unknown_for_others(
    api, bridge, owner, member, viewer
):
    owner_role = str(owner_role_id(bridge.pk))
    both = [str(viewer.pk), owner_role]

    passed = add(api(owner), bridge, {"email": owner.email, "roleIds": both})
    refused = add(api(owner), bridge, {"email": member.email, "roleIds": both})

    shown = wire(owner, ref(viewer), owner_ref(bridge))
    assert_answers(passed, 201, {"members": [shown], "invitations": []})
    assert_answers(refused, 404, role_not_found("members[0].roleIds[1]"))


def role_not_found(target: str) -> dict:
    return refusal("RoleNotFound", "Requested Role is not available.", target=target)


def test_one_unknown_role_stops_everything(api, acme, bridge, owner, member, viewer):
    elsewhere = create_role(itwin=make_itwin(acme, owner=owner), display_name="Elsewhere")

    response = add(
        api(owner),
        bridge,
        entry(member.email, viewer),
        entry("new@elsewhere.example", viewer, elsewhere),
    )

    assert_answers(response, 404, role_not_found("members[1].roleIds[1]"))
    assert not UserMember.objects.filter(user=member).exists()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("email", ["member@acme.example", "new@elsewhere.example"])
def test_nobody_hands_on_what_they_do_not_hold(api, bridge, inviter, member, editor, email):
    response = add(api(inviter), bridge, entry(email, editor))

    assert_answers(response, 403, FORBIDDEN)
    assert not UserMember.objects.filter(user=member).exists()
    assert not Invitation.objects.exists()


def test_what_somebody_holds_already_may_be_named_again(
    api, bridge, inviter, member, viewer, editor
):
    add_user_member(itwin=bridge, user=member, roles=[editor])
    path = f"{members_of(bridge)}/{member.pk}"
    both = {"roleIds": [str(editor.pk), str(viewer.pk)]}

    assert add(api(inviter), bridge, entry(member.email, editor, viewer)).status_code == 201
    assert api(inviter).patch(path, both, format="json").status_code == 200


def test_without_the_guard_an_inviter_may_give_anything(
    api, bridge, inviter, member, editor, settings
):
    settings.ESCALATION_GUARD = False

    assert add(api(inviter), bridge, entry(member.email, editor)).status_code == 201


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ("{", [UNREADABLE]),
        ("[]", [UNREADABLE]),
        ("", [UNREADABLE]),
        ("{}", [UNREADABLE]),
        ('{"members": []}', [UNREADABLE]),
        ('{"members": null}', [UNREADABLE]),
        ('{"members": {}}', [invalid("members")]),
        ('{"members": [1]}', [invalid("members[0]")]),
        (
            '{"members": [{}]}',
            [missing("members[0].email"), missing("members[0].roleIds")],
        ),
        (
            '{"members": [{"email": " ", "roleIds": []}]}',
            [missing("members[0].email"), missing("members[0].roleIds")],
        ),
        (
            f'{{"members": [{{"email": "a@b.example", "roleIds": ["{VIEWER_ID}"]}}, '
            '{"email": "no address", "roleIds": ["x"]}], "customMessage": 1}',
            [
                invalid("members[1].email"),
                invalid("members[1].roleIds[0]"),
                invalid("customMessage"),
            ],
        ),
        (
            f'{{"members": [{{"email": "a\\u0000@b.example", "roleIds": ["{VIEWER_ID}"]}}], '
            '"customMessage": "\\u0000"}',
            [invalid("members[0].email"), invalid("customMessage")],
        ),
        (
            '{"members": [{"email": 5, "roleIds": 5}]}',
            [invalid("members[0].email"), invalid("members[0].roleIds")],
        ),
        ('{"members": [{"email": "\\ud800@b.example"}]}', [UNREADABLE]),
    ],
)
def test_a_body_that_is_wrong_is_refused_with_every_detail(api, bridge, owner, body, details):
    response = api(owner).post(members_of(bridge), body, content_type="application/json")

    assert_answers(response, 422, not_processed(*details))


def test_what_is_too_long_is_refused(api, bridge, owner, viewer):
    long = f"{'a' * 250}@b.example"

    response = add(api(owner), bridge, entry(long, viewer), customMessage="x" * 2001)

    details = [invalid("members[0].email"), invalid("customMessage")]
    assert_answers(response, 422, not_processed(*details))


@pytest.mark.parametrize(("people", "roles"), [(51, 1), (6, 10), (1, 51), (51, 0)])
def test_more_than_fifty_assignments_are_refused(api, bridge, owner, viewer, people, roles):
    entries = [entry(f"p{n}@elsewhere.example", *[viewer] * roles) for n in range(people)]

    response = add(api(owner), bridge, *entries)

    assert_answers(response, 422, not_processed((*TOO_MANY, "members")))


@pytest.mark.parametrize("people", [1, 25])
def test_adding_many_costs_as_many_queries_as_adding_one(
    api, bridge, owner, viewer, acme_corporation, people, django_assert_max_num_queries
):
    for n in range(people):
        make_user(f"p{n}@acme.example", organization=acme_corporation)
    entries = [entry(f"p{n}@acme.example", viewer) for n in range(people)]
    entries += [entry(f"p{n}@elsewhere.example", viewer) for n in range(people)]
    client = api(owner)

    with django_assert_max_num_queries(40):
        response = add(client, bridge, *entries)

    assert response.status_code == 201
    assert len(response.json()["members"]) == len(response.json()["invitations"]) == people
