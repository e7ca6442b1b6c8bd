"""Group members: groups that hold roles on an iTwin."""

import pytest

from accounts.models import Group, Role
from accounts.operations.roles import create_role
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    ITWIN_NOT_FOUND,
    NO_SUCH_METHOD,
    NOT_GUIDS,
    UNKNOWN_ID,
    assert_answers,
    assert_no_content,
    invalid,
    refusal,
)
from tests.factories import make_group, make_group_member, make_itwin, make_member
from twins.models import ITwin

NO_MEMBER = ("TeamMemberNotFound", "Requested team member is not available.")


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def surveyors(bridge) -> Group:
    return make_group(bridge, name="Surveyors")


@pytest.fixture
def roles(bridge) -> list[Role]:
    return [
        create_role(itwin=bridge, display_name=name, description=f"As {name}") for name in "ABC"
    ]


def members_of(itwin: ITwin | str) -> str:
    return f"/accesscontrol/itwins/{getattr(itwin, 'pk', itwin)}/members/groups"


def one(itwin: ITwin, group: Group) -> str:
    return f"{members_of(itwin)}/{group.pk}"


def entry(group: Group, *roles: Role) -> dict[str, object]:
    return {"groupId": str(group.pk), "roleIds": [str(role.pk) for role in roles]}


def wire(group: Group, *roles: Role) -> dict[str, object]:
    return {
        "id": str(group.pk),
        "groupName": group.name,
        "groupDescription": group.description,
        "roles": [
            {
                "id": str(role.pk),
                "displayName": role.display_name,
                "description": role.description,
            }
            for role in roles
        ],
    }


def refused(*details: tuple[str, ...]) -> dict:
    message = "Request body or query is invalid."
    return refusal("InvalidiTwinsMemberRequest", message, details=details)


def test_a_group_is_added_read_listed_changed_and_removed(
    api, bridge, surveyors, roles, owner, settings
):
    client, (a, b, c) = api(owner), roles

    added = client.post(members_of(bridge), {"members": [entry(surveyors, c, a)]}, format="json")

    link = f"{settings.PUBLIC_URL}{members_of(bridge)}?$skip=0&$top=100"
    links = {"self": {"href": link}}
    member = wire(surveyors, c, a)
    assert_answers(added, 201, {"members": [member]})
    assert_answers(client.get(one(bridge, surveyors)), 200, {"member": member})
    assert_answers(client.get(members_of(bridge)), 200, {"members": [member], "_links": links})

    said = {"roleIds": [str(b.pk), str(c.pk).upper(), str(b.pk)]}
    changed = client.patch(one(bridge, surveyors), said, format="json")

    member = wire(surveyors, b, c)
    assert_answers(changed, 200, {"member": member})
    assert_answers(client.get(one(bridge, surveyors)), 200, {"member": member})
    assert_no_content(client.delete(one(bridge, surveyors)))
    gone = refusal(*NO_MEMBER)
    for call in (client.get, client.delete, client.patch):
        assert_answers(call(one(bridge, surveyors)), 404, gone)
    assert_answers(client.get(members_of(bridge)), 200, {"members": [], "_links": links})
    assert Group.objects.get() == surveyors

    again = client.post(members_of(bridge), {"members": [entry(surveyors, a)]}, format="json")
    assert_answers(again, 201, {"members": [wire(surveyors, a)]})


def test_groups_and_roles_of_the_account_serve_on_every_itwin(api, acme, bridge, surveyors, owner):
    everybody = make_group(acme, name="Everybody")
    role = create_role(itwin=acme, display_name="Reader")
    entries = [entry(everybody, role), entry(surveyors, role)]

    answer = api(owner).post(members_of(bridge), {"members": entries}, format="json")

    assert_answers(answer, 201, {"members": [wire(everybody, role), wire(surveyors, role)]})


def test_adding_a_member_again_puts_new_roles_before_those_it_holds(
    api, bridge, surveyors, roles, owner
):
    client, (a, b, c) = api(owner), roles
    client.post(members_of(bridge), {"members": [entry(surveyors, a, b)]}, format="json")

    answer = client.post(members_of(bridge), {"members": [entry(surveyors, c, b)]}, format="json")

    assert_answers(answer, 201, {"members": [wire(surveyors, c, b, a)]})


def test_entries_for_the_same_group_are_one(api, bridge, surveyors, roles, owner):
    divers = make_group(bridge, name="Divers")
    a, b, c = roles
    entries = [entry(surveyors, b), entry(divers, a), entry(surveyors, b, c)]

    answer = api(owner).post(members_of(bridge), {"members": entries}, format="json")

    assert_answers(answer, 201, {"members": [wire(surveyors, b, c), wire(divers, a)]})


def test_members_are_listed_page_by_page_in_the_order_of_joining(api, bridge, owner, settings):
    groups = [make_group(bridge, name=name) for name in "CAB"]
    for group in groups:
        make_group_member(bridge, group, by=owner)

    answer = api(owner).get(members_of(bridge) + "?$top=1&$skip=1").json()

    assert [member["groupName"] for member in answer["members"]] == ["A"]
    assert answer["_links"] == {
        name: {"href": f"{settings.PUBLIC_URL}{members_of(bridge)}?$skip={skip}&$top=1"}
        for name, skip in (("self", 1), ("prev", 0), ("next", 2))
    }


@pytest.mark.parametrize(
    ("query", "targets"), [("?$top=0", ["$top"]), ("?$top=&$skip=x", ["$skip"])]
)
def test_paging_out_of_range_is_refused(api, bridge, owner, query, targets):
    answer = api(owner).get(members_of(bridge) + query)

    assert_answers(answer, 422, refused(*map(invalid, targets)))


def test_a_list_takes_as_many_queries_for_three_members_as_for_one(
    api, bridge, owner, django_assert_num_queries
):
    client = api(owner)
    for count in (1, 2):
        for place in range(count):
            group = make_group(bridge, name=f"Group {count} {place}")
            make_group_member(bridge, group, by=owner)
        with django_assert_num_queries(6):
            client.get(members_of(bridge))


# Who may: the status each person gets for list, get, add, change and remove.
CAST = {
    "owner": (200, 200, 201, 200, 204),
    "admin": (200, 200, 201, 200, 204),
    "inviter": (200, 200, 201, 200, 403),
    "remover": (200, 200, 403, 403, 204),
    "reader": (200, 200, 403, 403, 403),
    "in_group": (200, 200, 403, 403, 403),
    "newcomer": (404, 404, 404, 404, 404),
    "outsider": (404, 404, 404, 404, 404),
    "loner": (404, 404, 404, 404, 404),
    "support": (404, 404, 404, 404, 404),
    "anonymous": (401, 401, 401, 401, 401),
}
PERMISSIONS_OF_MEMBER = {
    "inviter": ["administration_invite_member"],
    "remover": ["administration_remove_member"],
    "reader": ["imodels_read", "administration_manage_groups", "administration_manage_roles"],
}
BODIES = {401: HEADER_NOT_FOUND, 403: FORBIDDEN, 404: ITWIN_NOT_FOUND}


@pytest.mark.parametrize(("who", "expected"), CAST.items(), ids=CAST)
def test_who_may_do_what(api, bridge, surveyors, roles, owner, member, request, who, expected):
    make_group_member(bridge, surveyors, by=owner)
    if who in PERMISSIONS_OF_MEMBER:
        make_member(bridge, member, *PERMISSIONS_OF_MEMBER[who])
    if who == "in_group":
        make_group_member(bridge, make_group(bridge, member), by=owner)
    is_member = who in PERMISSIONS_OF_MEMBER or who == "in_group"
    person = member if is_member else None
    if who != "anonymous" and not is_member:
        person = request.getfixturevalue(who)
    client = api(person)
    divers = make_group(bridge, name="Divers")

    answers = [
        client.get(members_of(bridge)),
        client.get(one(bridge, surveyors)),
        client.post(members_of(bridge), {"members": [entry(divers, roles[0])]}, format="json"),
        client.patch(one(bridge, surveyors), {"roleIds": [str(roles[1].pk)]}, format="json"),
        client.delete(one(bridge, surveyors)),
    ]

    assert tuple(answer.status_code for answer in answers) == expected
    for answer in answers:
        if answer.status_code >= 400:
            assert_answers(answer, answer.status_code, BODIES[answer.status_code])


def test_a_newcomer_may_not_read_the_groups_of_the_account(api, acme, newcomer):
    assert_answers(api(newcomer).get(members_of(acme)), 403, FORBIDDEN)


@pytest.mark.parametrize("segment", [UNKNOWN_ID, *NOT_GUIDS])
def test_an_id_that_names_nothing_is_not_found(api, bridge, surveyors, owner, segment):
    client = api(owner)

    assert_answers(client.get(members_of(segment)), 404, ITWIN_NOT_FOUND)
    for call in (client.get, client.delete, client.patch):
        assert_answers(call(f"{members_of(bridge)}/{segment}"), 404, refusal(*NO_MEMBER))


def test_a_group_that_holds_no_role_is_no_member(api, bridge, surveyors, owner):
    assert_answers(api(owner).get(one(bridge, surveyors)), 404, refusal(*NO_MEMBER))


@pytest.mark.parametrize("method", ["put", "post"])
def test_a_method_that_a_member_does_not_have_is_refused(api, bridge, surveyors, owner, method):
    answer = getattr(api(owner), method)(one(bridge, surveyors))

    assert_answers(answer, 405, NO_SUCH_METHOD)
