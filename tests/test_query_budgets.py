"""How many queries an answer may take, whatever the number of rows: literal numbers."""

import pytest

from tests.factories import make_itwin, make_member, make_repository, make_resource
from twins.operations.favorites import add_favorite
from twins.operations.recents import touch_recent

FULL = {"Prefer": "return=representation"}
_BASIC = {"type": "Basic", "username": "maps", "password": "secret"}


@pytest.fixture(params=[1, 3])
def made(request, acme, owner, admin):
    """One or three iTwins of the owner, starred and used by the owner and the administrator."""
    made = [make_itwin(acme, owner=owner) for _ in range(request.param)]
    for itwin in made:
        for person in (owner, admin):
            add_favorite(user=person, itwin=itwin)
            touch_recent(user=person, itwin=itwin)
    return made


def _count(answer, made):
    assert answer.status_code == 200
    return len(answer.json()["iTwins"]) == len(made)


# The person, the keys of the page, its rows; with a count, the count.
@pytest.mark.parametrize(
    "query",
    [
        "",
        "$top=1000&includeInactive=true",
        "subClass=Project&status=Active",
        "$search=iTwin&$orderby=displayName",
        "$filter=contains('iTwin',displayName) and latitude eq null&$orderby=type,number",
        "$select=id,status",
    ],
)
@pytest.mark.parametrize(
    ("who", "scope"),
    [
        ("owner", "MemberOfiTwin"),
        ("owner", "all"),
        ("admin", "OrganizationAdmin"),
        ("admin", "all"),
    ],
)
def test_a_list_takes_three_queries_and_a_fourth_to_count(
    api, made, request, django_assert_num_queries, who, scope, query
):
    client = api(request.getfixturevalue(who))
    headers = {"X-iTwin-Query-Scope": scope, **FULL}

    with django_assert_num_queries(3):
        plain = client.get(f"/itwins/?{query}", headers=headers)
    with django_assert_num_queries(4):
        counted = client.get(f"/itwins/?{query}", headers={**headers, "x-total-count": "true"})

    assert _count(plain, made)
    assert counted.headers["x-total-count"] == str(len(made))


@pytest.mark.parametrize("path", ["/itwins/favorites", "/itwins/recents"])
@pytest.mark.parametrize("who", ["owner", "admin"])
def test_favorites_and_recents_take_three_queries_and_a_fourth_to_count(
    api, made, request, django_assert_num_queries, path, who
):
    client = api(request.getfixturevalue(who))

    with django_assert_num_queries(3):
        plain = client.get(path, headers=FULL)
    with django_assert_num_queries(4):
        counted = client.get(path, headers={**FULL, "x-total-count": "true"})

    assert _count(plain, made)
    assert counted.headers["x-total-count"] == str(len(made))


@pytest.mark.parametrize("who", ["newcomer", "outsider"])
def test_an_empty_list_takes_two(api, made, request, django_assert_num_queries, who):
    client = api(request.getfixturevalue(who))

    with django_assert_num_queries(2):
        assert client.get("/itwins/").json()["iTwins"] == []


def test_a_list_of_accounts_takes_three(api, made, newcomer, django_assert_num_queries):
    client = api(newcomer)

    with django_assert_num_queries(3):
        assert len(client.get("/itwins/?subClass=Account").json()["iTwins"]) == 1


def test_a_refused_list_takes_the_person_alone(api, owner, django_assert_num_queries):
    client = api(owner)

    with django_assert_num_queries(1):
        client.get("/itwins/?$top=0")
    with django_assert_num_queries(1):
        client.get("/itwins/", headers={"X-iTwin-Query-Scope": "OrganizationAdmin"})


@pytest.mark.parametrize(
    ("path", "queries"),
    [("/itwins/{id}", 2), ("/itwins/{id}/account", 4), ("/itwins/myprimaryaccount", 3)],
)
@pytest.mark.parametrize("who", ["owner", "admin", "member"])
def test_a_single_read_takes_few(
    api, made, member, request, django_assert_num_queries, path, queries, who
):
    make_member(made[0], member)
    client = api(request.getfixturevalue(who))

    with django_assert_num_queries(queries):
        answer = client.get(path.format(id=made[0].pk), headers=FULL)

    assert answer.status_code == 200


@pytest.fixture
def maps(made, owner):
    """As many repositories of the first iTwin, with as many resources each."""
    added = [make_repository(made[0], by=owner, authentication=_BASIC) for _ in made]
    for repository in added:
        for _ in made:
            make_resource(repository, by=owner)
    return added


READING_REPOSITORIES = [
    ("/itwins/{id}/repositories", 6, "repositories"),
    ("/itwins/{id}/repositories?class=Construction", 6, "repositories"),
    ("/itwins/{id}/repositories/{map}", 5, "repository"),
    ("/itwins/{id}/repositories/{map}/resources", 6, "resources"),
    ("/itwins/{id}/repositories/{map}/resources/28/graphics", 5, "graphics"),
    ("/itwins/{id}/repositories/cesiumcuratedcontent", 6, "repository"),
    ("/itwins/{id}/repositories/cesiumcuratedcontent/resources", 6, "resources"),
    ("/itwins/{id}/repositories/cesiumcuratedcontent/resources/3954", 6, "resource"),
    ("/itwins/{id}/repositories/cesiumcuratedcontent/resources/3954/graphics", 6, "graphics"),
    ("/itwins/repositories", 2, "repositories"),
    ("/itwins/repositories/cesium", 3, "repository"),
    ("/itwins/repositories/cesium/resources", 3, "resources"),
    ("/itwins/repositories/cesium/resources/3954", 3, "resource"),
    ("/itwins/repositories/cesium/resources/3954/graphics", 2, "graphics"),
]


def test_reading_repositories_takes_few(api, made, maps, owner, django_assert_num_queries):
    client = api(owner)
    for path, queries, key in READING_REPOSITORIES:
        with django_assert_num_queries(queries):
            answer = client.get(path.format(id=made[0].pk, map=maps[0].pk), headers=FULL)

        assert answer.status_code == 200
        assert key in answer.json()


def test_without_a_token_nothing_is_asked(api, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        api(None).get("/itwins/")
        api(None).get("/itwins/", headers={"Authorization": "Bearer nonsense"})
        api(None).put("/itwins/")
