"""Groups: listing, reading, creating, changing and deleting them."""

import pytest

from accounts.models import Group, Invitation
from accounts.operations.owner_members import add_owner
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    ITWIN_NOT_FOUND,
    NO_SUCH_METHOD,
    NOT_GUIDS,
    UNKNOWN_ID,
    assert_answers,
    assert_no_content,
    refusal,
)
from tests.factories import make_directory_group, make_group, make_itwin, make_member
from twins.models import ITwin

GROUP_NOT_FOUND = refusal("GroupNotFound", "Requested group is not available.")


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def surveyors(bridge) -> Group:
    return make_group(bridge, name="Surveyors")


def groups_on(itwin: ITwin | str) -> str:
    return f"/accesscontrol/itwins/{itwin.pk if isinstance(itwin, ITwin) else itwin}/groups"


def one(group: Group) -> str:
    return f"{groups_on(group.itwin)}/{group.pk}"


def wire(group: Group, **values: object) -> dict[str, object]:
    return {
        "id": str(group.pk),
        "name": group.name,
        "description": group.description,
        "members": [],
        "imsGroups": [],
        **values,
    }


def listed(user) -> dict[str, object]:
    return {
        "id": str(user.pk),
        "userId": str(user.pk),
        "email": user.email,
        "givenName": user.given_name,
        "surname": user.surname,
        "organization": user.organization.name,
    }


def names(answer) -> list[str]:
    return [group["name"] for group in answer.json()["groups"]]


def test_a_group_is_created_read_listed_changed_and_deleted(
    api, bridge, owner, member, acme_corporation
):
    make_directory_group(acme_corporation, name="Sample IMS Group")
    client = api(owner)
    said = {"name": "Sample Group", "description": "A sample group"}

    created = client.post(groups_on(bridge), said, format="json")

    group = {"id": created.json()["group"]["id"], **said, "members": [], "imsGroups": []}
    path = f"{groups_on(bridge)}/{group['id']}"
    assert_answers(created, 201, {"group": group})
    assert_answers(client.get(path), 200, {"group": group})
    assert_answers(client.get(groups_on(bridge)), 200, {"groups": [group]})

    change = {
        "name": "Renamed",
        "description": "",
        "members": ["MEMBER@acme.example"],
        "imsGroups": ["sample ims GROUP"],
    }
    changed = client.patch(path, change, format="json")

    group |= {
        "name": "Renamed",
        "description": "",
        "members": [listed(member)],
        "imsGroups": ["Sample IMS Group"],
    }
    assert_answers(changed, 200, {"group": group})
    assert_answers(client.get(path), 200, {"group": group})
    assert_no_content(client.delete(path))
    assert_answers(client.get(path), 404, GROUP_NOT_FOUND)
    assert_answers(client.delete(path), 404, GROUP_NOT_FOUND)
    assert_answers(client.get(groups_on(bridge)), 200, {"groups": []})


def test_an_itwin_lists_its_own_groups_in_the_order_of_their_making(api, acme, bridge, owner):
    make_group(acme, name="Of the Account")
    groups = [make_group(bridge, name=name) for name in ("B", "A", "C")]

    answer = api(owner).get(groups_on(bridge))

    assert_answers(answer, 200, {"groups": [wire(group) for group in groups]})


@pytest.mark.parametrize(
    ("query", "found", "links"),
    [
        ("?$top=2", ["A", "B"], {"self": (0, 2), "next": (2, 2)}),
        ("?$top=2&$skip=1", ["B", "C"], {"self": (1, 2), "prev": (0, 2)}),
        ("?%24skip=3", [], {"self": (3, 100), "prev": (0, 100)}),
    ],
)
def test_the_list_has_pages_and_links_when_they_are_asked_for(
    api, bridge, owner, settings, query, found, links
):
    for name in "ABC":
        make_group(bridge, name=name)

    answer = api(owner).get(groups_on(bridge) + query)

    base = settings.PUBLIC_URL + groups_on(bridge)
    assert names(answer) == found
    assert answer.json()["_links"] == {
        name: {"href": f"{base}?$skip={skip}&$top={top}"} for name, (skip, top) in links.items()
    }


@pytest.mark.parametrize("query", ["", "?", "?top=1"])
def test_the_whole_list_has_no_links(api, bridge, owner, query):
    groups = [make_group(bridge, name=name) for name in "ABC"]

    answer = api(owner).get(groups_on(bridge) + query)

    assert_answers(answer, 200, {"groups": [wire(group) for group in groups]})


@pytest.mark.parametrize(
    ("query", "targets"),
    [("?$top=0", ["$top"]), ("?$top=x", ["$top"]), ("?$top=1001&$skip=-1", ["$top", "$skip"])],
)
def test_paging_out_of_range_is_refused(api, bridge, owner, query, targets):
    answer = api(owner).get(groups_on(bridge) + query)

    details = [("InvalidValue", "Value outside of valid range.", target) for target in targets]
    body = refusal("InvalidiTwinsGroupRequest", "Cannot create/update group.", details=details)
    assert_answers(answer, 422, body)


def test_a_list_takes_as_many_queries_for_three_groups_as_for_one(
    api, acme_corporation, bridge, owner, member, newcomer, django_assert_num_queries
):
    client = api(owner)
    for count in (1, 2):
        for place in range(count):
            group = make_group(bridge, member, newcomer, name=f"Group {count} {place}")
            directory_group = make_directory_group(acme_corporation, name=group.name)
            group.listed_directory_groups.create(directory_group=directory_group)
        with django_assert_num_queries(7):
            client.get(groups_on(bridge))


def test_of_people_who_are_gone_only_the_ids_are_left(api, bridge, owner, member):
    group = make_group(bridge, member)
    member.is_active = False
    member.save()

    answer = api(owner).get(one(group))

    gone = dict.fromkeys(("email", "givenName", "surname", "organization"))
    ids = {"id": str(member.pk), "userId": str(member.pk)}
    assert_answers(answer, 200, {"group": wire(group, members=[ids | gone])})


# Who may: the status each person gets for list, get, create, change (its name) and delete.
CAST = {
    "owner": (200, 200, 201, 200, 204),
    "admin": (200, 200, 201, 200, 204),
    "manager": (200, 200, 201, 200, 204),
    "inviter": (200, 200, 403, 403, 403),
    "reader": (403, 403, 403, 403, 403),
    "newcomer": (404, 404, 404, 404, 404),
    "outsider": (404, 404, 404, 404, 404),
    "loner": (404, 404, 404, 404, 404),
    "support": (404, 404, 404, 404, 404),
    "anonymous": (401, 401, 401, 401, 401),
}
# On the Account itself, whose groups reach every iTwin: administrators alone change them.
CAST_OF_ACCOUNT = {
    **CAST,
    "owner": (200, 200, 403, 403, 403),
    "manager": (200, 200, 403, 403, 403),
    "newcomer": (403, 403, 403, 403, 403),
}
PERMISSIONS_OF_MEMBER = {
    "manager": ["administration_manage_groups"],
    "inviter": ["administration_invite_member"],
    "reader": ["imodels_read", "administration_manage_roles", "administration_remove_member"],
}
BODIES = {401: HEADER_NOT_FOUND, 403: FORBIDDEN, 404: ITWIN_NOT_FOUND}


@pytest.fixture
def client_of(api, member, request):
    """The client of one of the cast on an iTwin."""

    def client(who: str, itwin: ITwin):
        if who in PERMISSIONS_OF_MEMBER:
            make_member(itwin, member, *PERMISSIONS_OF_MEMBER[who])
            return api(member)
        return api(None if who == "anonymous" else request.getfixturevalue(who))

    return client


def do_everything(client, group: Group) -> list:
    said = {"name": "New", "description": ""}
    return [
        client.get(groups_on(group.itwin)),
        client.get(one(group)),
        client.post(groups_on(group.itwin), said, format="json"),
        client.patch(one(group), {"name": "Renamed"}, format="json"),
        client.delete(one(group)),
    ]


def assert_refusals_are_whole(answers: list) -> None:
    for answer in answers:
        if answer.status_code >= 400:
            assert_answers(answer, answer.status_code, BODIES[answer.status_code])


@pytest.mark.parametrize(("who", "expected"), CAST.items(), ids=CAST)
def test_who_may_do_what(client_of, bridge, surveyors, who, expected):
    answers = do_everything(client_of(who, bridge), surveyors)

    assert tuple(answer.status_code for answer in answers) == expected
    assert_refusals_are_whole(answers)


@pytest.mark.parametrize(("who", "expected"), CAST_OF_ACCOUNT.items(), ids=CAST_OF_ACCOUNT)
def test_who_may_do_what_with_an_accounts_groups(client_of, acme, owner, who, expected):
    add_owner(itwin=acme, user=owner)

    answers = do_everything(client_of(who, acme), make_group(acme, name="All"))

    assert tuple(answer.status_code for answer in answers) == expected
    assert_refusals_are_whole(answers)


@pytest.mark.parametrize("segment", [UNKNOWN_ID, *NOT_GUIDS])
def test_an_id_that_names_nothing_is_not_found(api, bridge, surveyors, owner, segment):
    client = api(owner)
    paths = [groups_on(segment), f"{groups_on(segment)}/{surveyors.pk}"]

    for path in paths:
        assert_answers(client.get(path), 404, ITWIN_NOT_FOUND)
    for call in (client.get, client.delete, client.patch):
        assert_answers(call(f"{groups_on(bridge)}/{segment}"), 404, GROUP_NOT_FOUND)


def test_a_group_is_found_only_where_it_is_defined(api, acme, bridge, admin):
    client = api(admin)
    path = f"{groups_on(bridge)}/{make_group(acme).pk}"

    for call in (client.get, client.delete, client.patch):
        assert_answers(call(path), 404, GROUP_NOT_FOUND)


def test_an_id_is_found_in_any_casing(api, bridge, surveyors, owner):
    path = f"{groups_on(str(bridge.pk).upper())}/{str(surveyors.pk).upper()}"

    assert_answers(api(owner).get(path), 200, {"group": wire(surveyors)})


@pytest.mark.parametrize("method", ["put", "post"])
def test_a_method_that_a_group_does_not_have_is_refused(api, surveyors, owner, method):
    answer = getattr(api(owner), method)(one(surveyors))

    assert_answers(answer, 405, NO_SUCH_METHOD)


def test_a_group_is_deleted_with_what_hangs_on_it(api, acme, admin, loner):
    group = make_group(acme)
    client = api(admin)
    client.patch(one(group), {"members": [loner.email]}, format="json")
    assert Invitation.objects.count() == 1

    assert_no_content(client.delete(one(group)))

    assert Invitation.objects.count() == 0
