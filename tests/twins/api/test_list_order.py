"""GET /itwins/?$orderby=…: directions, several keys, names as a language sorts them."""

import pytest
from django.db import connection

from tests.factories import make_itwin
from tests.twins.api.answers import make_in_order, names

ABC = ["A", "B", "C"]


@pytest.fixture
def three(acme, owner):
    """Three iTwins, whose ways of being ordered differ."""
    make_in_order(acme, owner, "B", number="1", type="x", latitude=3)
    make_in_order(acme, owner, "Older", "A", number=None, type="y", latitude=2)
    make_in_order(acme, owner, "Older still", "Old", "C", number=None, latitude=1)


def _ordered(api, user, orderby, scope):
    query = {"$orderby": orderby, "$filter": "displayName in ['A','B','C']"}
    return names(api(user).get("/itwins/", query, headers={"X-iTwin-Query-Scope": scope}))


@pytest.mark.parametrize(
    ("orderby", "expected"),
    [
        ("displayName", ["A", "B", "C"]),
        ("displayName ASC", ["A", "B", "C"]),
        ("displayName asc", ["A", "B", "C"]),
        ("displayName desc", ["C", "B", "A"]),
        ("DISPLAYNAME  Desc", ["C", "B", "A"]),
        (" displayName ", ["A", "B", "C"]),
        ("displayName,", ["A", "B", "C"]),
        ("displayName asc,displayName desc", ["A", "B", "C"]),
        ("createdDateTime", ["B", "A", "C"]),
        ("createdDateTime desc", ["C", "A", "B"]),
        ("lastModifiedDateTime desc", ["C", "A", "B"]),
        ("latitude", ["C", "A", "B"]),
        ("latitude desc", ["B", "A", "C"]),
        ("type", ["C", "B", "A"]),
        ("type desc", ["A", "B", "C"]),
        ("status,displayName desc", ["C", "B", "A"]),
        ("class,subClass,dataCenterLocation,latitude", ["C", "A", "B"]),
        ("geographicLocation,displayName", ["A", "B", "C"]),
    ],
)
def test_rows_come_in_the_order_asked_for(api, three, owner, admin, orderby, expected):
    assert _ordered(api, owner, orderby, "MemberOfiTwin") == expected
    assert _ordered(api, admin, orderby, "OrganizationAdmin") == expected


@pytest.mark.parametrize(
    "name",
    [
        *("id", "class", "subClass", "type", "number", "displayName", "geographicLocation"),
        *("latitude", "longitude", "ianaTimeZone", "dataCenterLocation", "status", "parentId"),
        *("iTwinAccountId", "createdDateTime", "createdBy", "lastModifiedDateTime"),
        "lastModifiedBy",
    ],
)
@pytest.mark.parametrize("scope", ["MemberOfiTwin", "OrganizationAdmin"])
def test_every_scalar_property_can_be_ordered_by(api, acme, admin, name, scope):
    make_in_order(acme, admin, *ABC)

    for direction in ("asc", "desc"):
        answer = api(admin).get(
            f"/itwins/?$orderby={name} {direction}", headers={"X-iTwin-Query-Scope": scope}
        )
        assert sorted(names(answer)) == ABC


def test_ids_are_ordered_as_text(api, acme, owner):
    made = sorted(str(make_itwin(acme, owner=owner).pk) for _ in range(4))

    rows = api(owner).get("/itwins/?$orderby=id desc").json()["iTwins"]

    assert [row["id"] for row in rows] == made[::-1]


# What JavaScript's localeCompare makes of these names.
LINGUISTIC = [
    *("_a", "1", "10", "2", "Äpfel", "apple", "Apricot", "Ärger"),
    *("éclair", "Eclipse", "zebra", "Zulu"),
]


@pytest.mark.parametrize("scope", ["MemberOfiTwin", "OrganizationAdmin"])
@pytest.mark.parametrize("name", ["displayName", "number", "type"])
def test_texts_are_ordered_as_a_language_does_where_the_database_can(api, acme, admin, scope, name):
    for text in reversed(LINGUISTIC):
        make_itwin(acme, owner=admin, display_name=text, number=text, type=text)

    answer = api(admin).get(f"/itwins/?$orderby={name}", headers={"X-iTwin-Query-Scope": scope})

    by_code_point = sorted(LINGUISTIC, key=str.casefold)
    assert names(answer) == (LINGUISTIC if connection.vendor == "postgresql" else by_code_point)
