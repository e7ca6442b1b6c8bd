"""A stranger learns nothing of Acme: no name, no number, no id, in any answer of any operation."""

import pytest

from tests.factories import make_itwin, make_member
from tests.twins.api.answers import NOT_FOUND, assert_answers
from twins.choices import SubClass
from twins.models import AuditEntry, Favorite, ITwin, Recent

SECRETS = ("Secret", "secret", "S-61", "Acme", "acme.example")
LISTS = [
    "/itwins/",
    "/itwins/?includeInactive=true",
    "/itwins/?subClass=Account,Asset,Portfolio,Project,Program,WorkPackage",
    "/itwins/?status=Inactive",
    "/itwins/?iTwinAccountId={account}&includeInactive=true",
    "/itwins/?parentId={account}&includeInactive=true",
    "/itwins/?parentId={road}",
    "/itwins/?$filter=id ne null",
    "/itwins/?$filter=id in ['{road}','{bridge}','{account}']",
    "/itwins/?$filter=iTwinAccountId eq '{account}'",
    "/itwins/?$orderby=displayName",
    "/itwins/favorites?includeInactive=true",
    "/itwins/recents?includeInactive=true",
]


@pytest.fixture
def secrets(acme, owner, member):
    """Acme's iTwins: a road, a bridge on it that the member reads, and an inactive tunnel."""
    road = make_itwin(
        acme, owner=owner, display_name="Secret Road", number="S-61R", sub_class=SubClass.ASSET
    )
    bridge = make_itwin(road, owner=owner, display_name="Secret Bridge", number="S-61B")
    make_itwin(acme, owner=owner, display_name="Secret Tunnel", number="S-61T", status="Inactive")
    make_member(bridge, member)
    return {"account": acme.pk, "road": road.pk, "bridge": bridge.pk}


def _leaked(answer, ids):
    text = answer.content.decode() + str(dict(answer.headers))
    return [word for word in (*SECRETS, *map(str, ids)) if word in text]


@pytest.mark.parametrize("who", ["outsider", "loner", "support"])
@pytest.mark.parametrize("scope", ["MemberOfiTwin", "all", "OrganizationAdmin"])
@pytest.mark.parametrize("prefer", ["return=minimal", "return=representation"])
@pytest.mark.parametrize("path", LISTS)
def test_no_list_of_a_stranger_names_anything_of_acme(
    api, secrets, request, who, scope, prefer, path
):
    path = path.format(**secrets)
    headers = {"X-iTwin-Query-Scope": scope, "Prefer": prefer, "x-total-count": "true"}

    answer = api(request.getfixturevalue(who)).get(path, headers=headers)

    if answer.status_code == 403:  # neither the loner nor support administer anything
        assert (scope, who != "outsider") == ("OrganizationAdmin", True)
        return
    assert answer.json()["iTwins"] == []
    assert answer.headers["x-total-count"] == "0"
    assert list(answer.json()["_links"]) == ["self"]


@pytest.mark.parametrize("who", ["outsider", "loner", "support"])
@pytest.mark.parametrize("name", ["account", "road", "bridge"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/itwins/{id}"),
        ("PATCH", "/itwins/{id}"),
        ("DELETE", "/itwins/{id}"),
        ("GET", "/itwins/{id}/account"),
        ("POST", "/itwins/favorites/{id}"),
        ("DELETE", "/itwins/favorites/{id}"),
        ("POST", "/itwins/recents/{id}"),
    ],
)
def test_no_operation_of_a_stranger_finds_anything_of_acme(
    api, secrets, request, who, name, method, path
):
    before = _stored()
    client = api(request.getfixturevalue(who))

    answer = client.generic(method, path.format(id=secrets[name]), b'{"displayName":"Mine"}')

    assert_answers(answer, 404, NOT_FOUND)
    assert _stored() == before


def _stored():
    return (
        list(ITwin.objects.order_by("pk").values()),
        *(model.objects.count() for model in (AuditEntry, Favorite, Recent)),
    )


@pytest.mark.parametrize("who", ["outsider", "loner", "support"])
def test_a_stranger_creates_nothing_below_acme_and_learns_no_taken_name(
    api, secrets, request, soylent, who
):
    body = {"displayName": "Secret Road", "number": "S-61R", "class": "Thing", "subClass": "Asset"}
    client = api(request.getfixturevalue(who))

    for name in ("account", "road", "bridge"):
        answer = client.post("/itwins/", body | {"parentId": str(secrets[name])}, format="json")
        assert (answer.status_code, _leaked(answer, secrets.values())) == (403, [])


def test_taken_names_of_others_are_free(api, secrets, soylent, outsider):
    body = {"displayName": "Secret Road", "number": "S-61R", "class": "Thing", "subClass": "Asset"}

    assert api(outsider).post("/itwins/", body, format="json").status_code == 201


def test_a_newcomer_sees_the_account_and_nothing_below_it(api, secrets, newcomer):
    client = api(newcomer)

    for path in LISTS:
        rows = client.get(path.format(**secrets), headers={"X-iTwin-Query-Scope": "all"}).json()[
            "iTwins"
        ]
        assert {row["displayName"] for row in rows} <= {"Acme Corp."}
    for name in ("road", "bridge"):
        assert_answers(client.get(f"/itwins/{secrets[name]}"), 404, NOT_FOUND)
        assert_answers(client.get(f"/itwins/{secrets[name]}/account"), 404, NOT_FOUND)
        assert_answers(client.delete(f"/itwins/{secrets[name]}"), 404, NOT_FOUND)


def test_a_member_sees_one_child_and_neither_parent_nor_sibling(api, secrets, member):
    client = api(member)

    for path in LISTS:
        answer = client.get(path.format(**secrets), headers={"Prefer": "return=representation"})
        assert "Secret Road" not in answer.content.decode()
        assert "Secret Tunnel" not in answer.content.decode()
    assert client.get(f"/itwins/{secrets['bridge']}").json()["iTwin"]["parentId"] == str(
        secrets["road"]
    )
    assert_answers(client.get(f"/itwins/{secrets['road']}"), 404, NOT_FOUND)
