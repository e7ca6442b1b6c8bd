"""User members of an iTwin: listing, reading, changing and removing them."""

import uuid

import pytest

from accounts.models import UserMember
from accounts.operations.owner_members import add_owner
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from accounts.queries.assignments import owner_role_id
from tests.accounts.api.envelopes import (
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
    TOO_MANY,
    links,
    members_of,
    not_processed,
    one,
    owner_ref,
    ref,
    wire,
)
from tests.factories import make_itwin, make_member, make_user


def test_a_new_itwin_has_its_creator_with_the_owner_role(api, bridge, owner):
    listed = api(owner).get(members_of(bridge))
    read = api(owner).get(one(bridge, owner))

    shown = wire(owner, owner_ref(bridge))
    page = {"members": [shown], "_links": links(bridge, self="$skip=0&$top=100")}
    assert_answers(listed, 200, page)
    assert_answers(read, 200, {"member": shown})


def test_members_are_listed_in_the_order_they_came_each_once(
    api, bridge, owner, member, admin, viewer, editor
):
    add_user_member(itwin=bridge, user=member, roles=[editor, viewer])
    add_user_member(itwin=bridge, user=owner, roles=[viewer])
    add_owner(itwin=bridge, user=admin)
    add_owner(itwin=bridge, user=member)

    response = api(owner).get(members_of(bridge))

    assert response.json()["members"] == [
        wire(owner, owner_ref(bridge), ref(viewer)),
        wire(member, ref(editor), ref(viewer), owner_ref(bridge)),
        wire(admin, owner_ref(bridge)),
    ]


def test_a_page_is_cut_by_skip_and_top_and_linked(api, bridge, owner, viewer, acme_corporation):
    others = [make_user(f"m{n}@acme.example", organization=acme_corporation) for n in range(3)]
    for user in others:
        add_user_member(itwin=bridge, user=user, roles=[viewer])

    response = api(owner).get(f"{members_of(bridge)}?$top=2&$skip=1")
    last = api(owner).get(f"{members_of(bridge)}?%24skip=3")

    assert_answers(
        response,
        200,
        {
            "members": [wire(user, ref(viewer)) for user in others[:2]],
            "_links": links(
                bridge, self="$skip=1&$top=2", prev="$skip=0&$top=2", next="$skip=3&$top=2"
            ),
        },
    )
    assert last.json() == {
        "members": [wire(others[2], ref(viewer))],
        "_links": links(bridge, self="$skip=3&$top=100", prev="$skip=0&$top=100"),
    }


@pytest.mark.parametrize(
    ("query", "targets"),
    [
        ("$top=0", ["$top"]),
        ("$top=1001", ["$top"]),
        ("$skip=-1", ["$skip"]),
        ("$top=x&$skip=1.5", ["$top", "$skip"]),
    ],
)
def test_a_page_that_cannot_be_is_refused(api, bridge, owner, query, targets):
    response = api(owner).get(f"{members_of(bridge)}?{query}")

    assert_answers(response, 422, not_processed(*(invalid(target) for target in targets)))


@pytest.mark.parametrize("members", [1, 3])
def test_a_list_costs_the_same_for_few_and_many(
    api, bridge, owner, acme_corporation, viewer, members, django_assert_num_queries
):
    for n in range(members):
        user = make_user(f"m{n}@acme.example", organization=acme_corporation)
        add_user_member(itwin=bridge, user=user, roles=[viewer])
    client = api(owner)
    client.get(members_of(bridge))

    with django_assert_num_queries(9):
        client.get(members_of(bridge))


def test_of_people_who_are_gone_only_the_id_is_left(api, bridge, owner, member, viewer):
    add_user_member(itwin=bridge, user=member, roles=[viewer])
    member.is_active = False
    member.save()

    response = api(owner).get(one(bridge, member))

    gone = {**wire(member, ref(viewer)), "email": None, "givenName": None}
    assert_answers(response, 200, {"member": {**gone, "surname": None, "organization": None}})
    assert_no_content(api(owner).delete(one(bridge, member)))


def test_other_roles_replace_those_held_in_the_order_sent(api, bridge, inviter, member, viewer):
    second = create_role(itwin=bridge, display_name="Second")
    make_member(bridge, member)

    body = {"roleIds": [str(second.pk).upper(), str(viewer.pk), str(second.pk)]}
    response = api(inviter).patch(one(bridge, member), body, format="json")

    assert_answers(response, 200, {"member": wire(member, ref(second), ref(viewer))})
    assert api(member).get(one(bridge, member)).json() == response.json()


def test_ownership_is_never_dropped_by_other_roles(api, bridge, inviter, owner, viewer):
    response = api(inviter).patch(one(bridge, owner), {"roleIds": [str(viewer.pk)]}, format="json")

    assert_answers(response, 200, {"member": wire(owner, ref(viewer), owner_ref(bridge))})


def test_the_owner_role_may_be_sent_again_and_keeps_its_place(api, bridge, owner, viewer, editor):
    ids = [str(viewer.pk), str(owner_role_id(bridge.pk)), str(editor.pk)]

    response = api(owner).patch(one(bridge, owner), {"roleIds": ids}, format="json")

    shown = wire(owner, ref(viewer), owner_ref(bridge), ref(editor))
    assert_answers(response, 200, {"member": shown})
    assert api(owner).get(one(bridge, owner)).json() == {"member": shown}


def test_the_owner_role_alone_leaves_an_owner_without_others(api, bridge, owner, viewer):
    add_user_member(itwin=bridge, user=owner, roles=[viewer])

    body = {"roleIds": [str(owner_role_id(bridge.pk))]}
    response = api(owner).patch(one(bridge, owner), body, format="json")

    assert_answers(response, 200, {"member": wire(owner, owner_ref(bridge))})
    assert not UserMember.objects.filter(user=owner).exists()


@pytest.mark.parametrize("whose", ["unknown", "of another iTwin", "the owner role"])
def test_a_role_that_cannot_be_given_here_is_not_found(
    api, acme, bridge, owner, member, viewer, whose
):
    add_user_member(itwin=bridge, user=member, roles=[viewer])
    elsewhere = create_role(itwin=make_itwin(acme, owner=owner), display_name="Elsewhere")
    role_id = {
        "unknown": uuid.uuid4(),
        "of another iTwin": elsewhere.pk,
        "the owner role": owner_role_id(bridge.pk),
    }[whose]

    body = {"roleIds": [str(viewer.pk), str(viewer.pk), str(role_id)]}
    response = api(owner).patch(one(bridge, member), body, format="json")

    not_found = refusal("RoleNotFound", "Requested Role is not available.", target="roleIds[2]")
    assert_answers(response, 404, not_found)
    kept = wire(member, ref(viewer))
    assert api(owner).get(one(bridge, member)).json() == {"member": kept}


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ("{", [UNREADABLE]),
        ("[]", [UNREADABLE]),
        ('{"roleIds": []}', [UNREADABLE]),
        ("", [missing("roleIds")]),
        ("{}", [missing("roleIds")]),
        ('{"roleIds": null}', [missing("roleIds")]),
        ('{"roleIds": "x"}', [invalid("roleIds")]),
        ('{"roleIds": ["x", 1]}', [invalid("roleIds[0]"), invalid("roleIds[1]")]),
        ('{"roleIds": ["\\u0000", "\\ud800"]}', [UNREADABLE]),
    ],
)
def test_a_body_that_names_no_roles_is_refused(api, bridge, owner, body, details):
    response = api(owner).patch(one(bridge, owner), body, content_type="application/json")

    assert_answers(response, 422, not_processed(*details))


def test_more_than_fifty_roles_are_refused(api, bridge, owner, viewer):
    body = {"roleIds": [str(viewer.pk)] * 51}

    response = api(owner).patch(one(bridge, owner), body, format="json")

    assert_answers(response, 422, not_processed((*TOO_MANY, "roleIds")))


@pytest.mark.parametrize("text", [*NOT_GUIDS, UNKNOWN_ID])
@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_an_id_of_nobody_is_no_member(api, bridge, owner, text, method):
    response = getattr(api(owner), method)(f"{members_of(bridge)}/{text}")

    assert_answers(response, 404, MEMBER_NOT_FOUND)


def test_people_who_are_no_members_are_not_found_as_such(api, bridge, owner, newcomer):
    assert_answers(api(owner).get(one(bridge, newcomer)), 404, MEMBER_NOT_FOUND)


@pytest.mark.parametrize("text", [*NOT_GUIDS, UNKNOWN_ID])
def test_an_id_of_no_itwin_is_not_found(api, owner, text):
    for response in (
        api(owner).get(members_of(text)),
        api(owner).post(members_of(text), {}, format="json"),
        api(owner).delete(f"{members_of(text)}/x"),
    ):
        assert_answers(response, 404, ITWIN_NOT_FOUND)
