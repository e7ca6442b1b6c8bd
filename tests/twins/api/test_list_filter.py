"""GET /itwins/?$filter=…: the documented examples, both argument orders, the inactive rule."""

import pytest

from tests.factories import make_itwin
from tests.twins.api.answers import make_in_order, names
from twins.choices import SubClass

EVERYTHING = ["abc Bridge", "Inactive abc", "Plain", "Trial"]


@pytest.fixture
def made(acme, owner):
    """Four iTwins of January 2024, one of each kind of status, below a portfolio."""
    parent = make_itwin(acme, owner=owner, display_name="Parent", sub_class=SubClass.PORTFOLIO)
    make_in_order(parent, owner, "abc Bridge", number="ABC-1-test", type="O'Brien", latitude=40.028)
    make_in_order(parent, owner, "Inactive abc", number="old-test", status="Inactive")
    make_in_order(parent, owner, "Trial", number="abc-2", status="Trial", latitude=-7)
    make_in_order(parent, owner, "Plain", number="test 100%_")
    return {"parent": parent.pk, "account": acme.pk, "owner": owner.pk}


def _found(api, user, text, **parameters):
    query = {"subClass": "Project", "$filter": text, **parameters}
    return sorted(names(api(user).get("/itwins/", query)), key=str.lower)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("createdDateTime ge 2023-09-01T00:00:00Z and contains('abc',displayName)", ["abc Bridge"]),
        ("createdDateTime ge 2024-09-01T00:00:00Z and contains('abc',displayName)", []),
        (
            "parentId eq '{parent}' and (startswith('ABC',number) or startswith('ABC',displayName))",
            ["abc Bridge", "Trial"],
        ),
        ("status in ['Active','Inactive']", ["abc Bridge", "Inactive abc", "Plain"]),
        (
            "status eq 'Active' and contains('test',number)"
            " and CreatedDateTime ge 2023-01-01T00:00:00Z",
            ["abc Bridge", "Plain"],
        ),
        ("status eq 'Active'", ["abc Bridge", "Plain"]),
        ("status eq 'Active' or status eq 'Trial'", ["abc Bridge", "Plain", "Trial"]),
    ],
)
def test_a_documented_example_chooses(api, made, owner, text, expected):
    assert _found(api, owner, text.format(**made)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contains(number,'TEST')", ["abc Bridge", "Plain"]),
        ("contains('TEST',number)", ["abc Bridge", "Plain"]),
        ("startswith(displayName,'pl')", ["Plain"]),
        ("startswith('pl',displayName)", ["Plain"]),
        ("endswith(displayName,'BRIDGE')", ["abc Bridge"]),
        ("endswith('BRIDGE',displayName)", ["abc Bridge"]),
        ("contains(number,'100%_')", ["Plain"]),
        ("contains(number,'%')", ["Plain"]),
        ("contains(number,'_')", ["Plain"]),
        ("CONTAINS(NUMBER,'test') EQ TRUE", ["abc Bridge", "Plain"]),
        ("contains(number,'test') eq false", ["Trial"]),
        ("not contains(number,'test')", ["Trial"]),
        ("status in ('trial','INACTIVE')", ["Inactive abc", "Trial"]),
        ("'Trial' eq status", ["Trial"]),
        ("10 lt latitude", ["abc Bridge"]),
        ("latitude lt 10", ["Trial"]),
        ("latitude eq 40.028", ["abc Bridge"]),
        ("latitude eq null", ["Plain"]),
        ("latitude ne null", ["abc Bridge", "Trial"]),
        ("latitude ne -7", ["abc Bridge", "Plain"]),
        ("type eq 'o''brien'", ["abc Bridge"]),
        ("type eq null", ["Plain", "Trial"]),
        ("type ne 'o''brien'", ["Plain", "Trial"]),
        ("parentId eq {parent}", ["abc Bridge", "Plain", "Trial"]),
        ("parentId ne '{parent}'", []),
        ("parentId eq null", []),
        ("iTwinAccountId eq '{account}' and type ne null", ["abc Bridge"]),
        ("createdBy eq '{owner}' and displayName ge 'plain'", ["Plain", "Trial"]),
        ("displayName gt 'plain'", ["Trial"]),
        ("createdDateTime eq 2024-01-01T00:00:00.000Z", ["abc Bridge", "Plain", "Trial"]),
        ("createdDateTime lt 2024-01-01T01:00:00+01:00", []),
        (
            "createdDateTime le 2024-01-01T01:00:00+01:00",
            ["abc Bridge", "Plain", "Trial"],
        ),
        ("class eq 'endeavor' and subClass eq 'project'", ["abc Bridge", "Plain", "Trial"]),
        ("class eq 'Thing'", []),
        ("dataCenterLocation eq 'East US'", ["abc Bridge", "Plain", "Trial"]),
        ("number eq 'abc-2' or number eq 'abc-1-test' and status eq 'Trial'", ["Trial"]),
        ("(number eq 'abc-2' or number eq 'abc-1-test') and latitude gt 0", ["abc Bridge"]),
        ("not status eq 'Active'", ["Inactive abc", "Trial"]),
        ("not (status eq 'Active' or status eq 'Trial')", ["Inactive abc"]),
    ],
)
def test_an_expression_chooses(api, made, owner, text, expected):
    assert _found(api, owner, text.format(**made)) == expected


@pytest.mark.parametrize("text", ["status ne 'Nowhere'", "STATUS in ['Active','Inactive','Trial']"])
def test_an_expression_about_the_status_hides_no_inactive_rows(api, made, owner, text):
    assert _found(api, owner, text) == sorted(EVERYTHING, key=str.lower)


@pytest.mark.parametrize(
    ("include", "expected"),
    [
        ("true", ["abc Bridge", "Inactive abc", "Plain"]),
        ("false", ["abc Bridge", "Plain"]),
        ("", ["abc Bridge", "Plain"]),
    ],
)
def test_include_inactive_goes_together_with_a_filter(api, made, owner, include, expected):
    assert _found(api, owner, "contains(number,'test')", includeInactive=include) == expected


def test_sub_class_and_paging_go_together_with_a_filter(api, made, owner):
    answer = api(owner).get(
        "/itwins/",
        {
            "$filter": "createdDateTime ge 2024-01-01",
            "subClass": "Portfolio,Project",
            "$orderby": "displayName desc",
            "$select": "displayName",
            "$top": "2",
            "$skip": "1",
        },
    )

    assert answer.json()["iTwins"] == [{"displayName": "Plain"}, {"displayName": "Parent"}]


def test_the_moment_that_was_read_finds_what_was_created(api, acme, admin):
    body = {"displayName": "Bridge", "class": "Endeavor", "subClass": "Project"}
    created = api(admin).post("/itwins/", body, format="json").json()["iTwin"]["createdDateTime"]

    for name in ("createdDateTime", "lastModifiedDateTime"):
        answer = api(admin).get("/itwins/", {"$filter": f"{name} eq {created}"})
        assert names(answer) == ["Bridge"]


def test_a_filter_shows_nobody_elses_itwins(api, made, outsider, newcomer):
    for person in (outsider, newcomer):
        assert _found(api, person, "status in ['Active','Inactive','Trial']") == []
        assert _found(api, person, f"parentId eq '{made['parent']}'") == []


@pytest.mark.parametrize("scope", ["MemberOfiTwin", "OrganizationAdmin", "all"])
def test_a_filter_means_the_same_in_every_scope(api, acme, admin, scope):
    make_in_order(acme, admin, "Bridge", "Tunnel", type="Road", latitude=1.5)
    texts = [
        "displayName eq 'bridge'",
        "contains('RID',displayName) and type eq 'road'",
        "latitude gt 1 and not startswith('T',displayName)",
        "class eq 'Endeavor' and subClass eq 'Project' and endswith(displayName,'dge')",
    ]

    for text in texts:
        answer = api(admin).get(
            "/itwins/", {"$filter": text}, headers={"X-iTwin-Query-Scope": scope}
        )
        assert names(answer) == ["Bridge"]
