"""/itwins/favorites: starring, unstarring and the list of what is starred."""

import pytest

from tests.factories import make_itwin, make_member
from tests.twins.api.answers import (
    FORBIDDEN,
    FULL,
    NOT_FOUND,
    UNKNOWN_ID,
    assert_answers,
    assert_no_content,
    cannot,
    names,
)
from tests.twins.api.list_refusals import (
    INCLUDE_INACTIVE,
    QUERY_SCOPE,
    SEARCH,
    SKIP,
    STATUS,
    SUB_CLASS,
    TOP,
    contains_an_invalid_value,
)
from twins.choices import SubClass
from twins.models import Favorite, Recent

PATH = "/itwins/favorites"


@pytest.fixture
def made(acme, owner):
    """Road, Bridge and Tunnel of the owner, of different kinds."""
    return {
        "Road": make_itwin(acme, owner=owner, display_name="Road", sub_class=SubClass.ASSET),
        "Bridge": make_itwin(acme, owner=owner, display_name="Bridge", number="61N", type="Steel"),
        "Tunnel": make_itwin(acme, owner=owner, display_name="Tunnel", status="Inactive"),
    }


def _star(api, user, *itwins):
    for itwin in itwins:
        assert_no_content(api(user).post(f"{PATH}/{itwin.pk}"))


def test_the_latest_added_comes_first(api, made, owner):
    _star(api, owner, made["Bridge"], made["Road"])

    assert names(api(owner).get(PATH)) == ["Road", "Bridge"]


def test_the_list_is_that_of_all_itwins_with_a_path_of_its_own(api, made, owner, settings):
    bridge = made["Bridge"]
    _star(api, owner, bridge)

    assert_answers(
        api(owner).get(f"{PATH}/?subClass=Project&$top=5"),
        200,
        {
            "iTwins": [
                {
                    "id": str(bridge.pk),
                    "class": "Endeavor",
                    "subClass": "Project",
                    "type": "Steel",
                    "number": "61N",
                    "displayName": "Bridge",
                }
            ],
            "_links": {
                "self": {
                    "href": f"{settings.PUBLIC_URL}/itwins/favorites?$skip=0&$top=5&subClass=Project"
                }
            },
        },
    )


def test_starring_twice_keeps_one_entry_and_its_place(api, made, owner):
    _star(api, owner, made["Bridge"], made["Road"], made["Bridge"])

    assert names(api(owner).get(PATH)) == ["Road", "Bridge"]
    assert Favorite.objects.count() == 2


def test_everybody_has_favorites_of_their_own_in_their_own_order(api, made, owner, admin):
    _star(api, owner, made["Bridge"], made["Road"])
    _star(api, admin, made["Road"], made["Bridge"])

    assert names(api(owner).get(PATH)) == ["Road", "Bridge"]
    assert names(api(admin).get(PATH)) == ["Bridge", "Road"]


def test_an_unstarred_itwin_leaves_the_list(api, made, owner, admin):
    _star(api, owner, made["Bridge"], made["Road"])
    _star(api, admin, made["Bridge"])

    assert_no_content(api(owner).delete(f"{PATH}/{made['Bridge'].pk}"))

    assert names(api(owner).get(PATH)) == ["Road"]
    assert names(api(admin).get(PATH)) == ["Bridge"]


def test_unstarring_what_is_not_starred_is_no_error(api, made, owner):
    assert_no_content(api(owner).delete(f"{PATH}/{made['Bridge'].pk}"))


def test_starring_an_itwin_does_not_use_it(api, made, owner):
    _star(api, owner, made["Bridge"])

    assert Recent.objects.count() == 0


# --- who may ----------------------------------------------------------------------------------


def test_a_member_may(api, made, member):
    make_member(made["Bridge"], member)

    _star(api, member, made["Bridge"])

    assert names(api(member).get(PATH)) == ["Bridge"]


def test_a_guest_may(api, made, outsider):
    make_member(made["Bridge"], outsider)

    _star(api, outsider, made["Bridge"])

    assert names(api(outsider).get(PATH)) == ["Bridge"]


@pytest.mark.parametrize("path", [PATH, "/itwins/recents"])
def test_somebody_of_the_organization_who_is_no_member_may_not(api, made, acme, newcomer, path):
    for itwin in (made["Bridge"], acme):
        assert_answers(api(newcomer).post(f"{path}/{itwin.pk}"), 403, FORBIDDEN)


@pytest.mark.parametrize("who", ["outsider", "loner", "support"])
@pytest.mark.parametrize(
    ("method", "path"), [("POST", PATH), ("DELETE", PATH), ("POST", "/itwins/recents")]
)
def test_for_others_it_does_not_exist(api, made, acme, request, who, method, path):
    client = api(request.getfixturevalue(who))

    for itwin in (made["Bridge"], acme):
        assert_answers(client.generic(method, f"{path}/{itwin.pk}"), 404, NOT_FOUND)


@pytest.mark.parametrize("itwin_id", [UNKNOWN_ID, "nonsense"])
@pytest.mark.parametrize(
    ("method", "path"), [("POST", PATH), ("DELETE", PATH), ("POST", "/itwins/recents")]
)
def test_an_unknown_itwin_is_not_found(api, acme, admin, itwin_id, method, path):
    assert_answers(api(admin).generic(method, f"{path}/{itwin_id}"), 404, NOT_FOUND)


def test_what_is_no_longer_visible_leaves_the_list(api, made, member, newcomer):
    make_member(made["Bridge"], member)
    _star(api, member, made["Bridge"])

    made["Bridge"].visible_rows.filter(user=member).delete()

    assert names(api(member).get(PATH)) == []


# --- options, shared with the recents ---------------------------------------------------------


@pytest.fixture(params=[PATH, "/itwins/recents"])
def collected(request, api, made, owner):
    """A list in which Road was put first, then Bridge, then Tunnel."""
    for itwin in made.values():
        assert_no_content(api(owner).post(f"{request.param}/{itwin.pk}"))
    return request.param


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Bridge", "Road"]),
        ("includeInactive=true", ["Tunnel", "Bridge", "Road"]),
        ("status=Inactive", ["Tunnel"]),
        ("status=Active", ["Bridge", "Road"]),
        ("subClass=Asset", ["Road"]),
        ("subClass=Asset,Project", ["Bridge", "Road"]),
        ("subClass=", ["Bridge", "Road"]),
        ("type=steel", ["Bridge"]),
        ("number=61n", ["Bridge"]),
        ("displayName=ROAD", ["Road"]),
        ("$search=61", ["Bridge"]),
        ("$search=oa", ["Road"]),
        ("iTwinAccountId={acme}", ["Bridge", "Road"]),
        ("parentId={acme}&subClass=Asset", ["Road"]),
        (f"parentId={UNKNOWN_ID}", []),
        ("$top=1", ["Bridge"]),
        ("$top=1&$skip=1", ["Road"]),
        ("$top=1000", ["Bridge", "Road"]),
        ("$skip=999999999999999999", []),
        ("$filter=nonsense(&$orderby=nothing&$select=nothing", ["Bridge", "Road"]),
    ],
)
def test_the_simple_parameters_choose(api, collected, acme, owner, query, expected):
    assert names(api(owner).get(f"{collected}?{query.format(acme=acme.pk)}")) == expected


@pytest.mark.parametrize(
    ("query", "headers", "details"),
    [
        ("$top=1001", {}, [TOP]),
        ("$top=-1", {}, [TOP]),
        ("$skip=-1", {}, [SKIP]),
        ("$search=a&number=b", {}, [SEARCH]),
        ("subClass=Bridge", {}, [SUB_CLASS]),
        ("status=Closed", {}, [STATUS]),
        ("status=Active&includeInactive=true", {}, [INCLUDE_INACTIVE]),
        ("parentId=acme", {}, [contains_an_invalid_value("parentId")]),
        ("", {"X-iTwin-Query-Scope": "Everything"}, [QUERY_SCOPE]),
        ("$skip=x&status=Closed&$top=0", {}, [TOP, SKIP, STATUS]),
    ],
)
def test_a_wrong_option_is_refused_as_in_the_list(api, collected, owner, query, headers, details):
    answer = api(owner).get(f"{collected}?{query}", headers=headers)

    assert_answers(answer, 422, cannot("query", *details))


@pytest.mark.parametrize("scope", ["all", "memberOfItwin", "MemberOfiTwin"])
def test_a_scope_changes_nothing(api, collected, owner, scope):
    answer = api(owner).get(collected, headers={"X-iTwin-Query-Scope": scope})

    assert names(answer) == ["Bridge", "Road"]


def test_rows_are_shown_in_full_when_preferred(api, collected, owner):
    answer = api(owner).get(collected, headers={"Prefer": "return=representation"})

    assert [list(row) for row in answer.json()["iTwins"]] == [FULL, FULL]


def test_links_lead_through_the_pages(api, collected, owner, settings):
    links = api(owner).get(f"{collected}?$top=1&includeInactive=true&$skip=1").json()["_links"]

    base = f"{settings.PUBLIC_URL}{collected}"
    assert {name: link["href"] for name, link in links.items()} == {
        "self": f"{base}?$skip=1&$top=1&includeInactive=true",
        "prev": f"{base}?$skip=0&$top=1&includeInactive=true",
        "next": f"{base}?$skip=2&$top=1&includeInactive=true",
    }


def test_rows_are_counted_if_asked_for_and_never_capped(api, collected, owner):
    answer = api(owner).get(
        f"{collected}?$top=1", headers={"x-total-count": "true", "X-Max-Return": "1"}
    )

    assert answer.headers["x-total-count"] == "2"
    assert "X-Max-Return" not in answer.headers
