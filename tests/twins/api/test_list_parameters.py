"""GET /itwins/: the simple parameters, alone and together."""

import pytest

from tests.factories import make_itwin
from tests.twins.api.answers import UNKNOWN_ID, names
from twins.choices import SubClass


@pytest.fixture
def network(acme, owner):
    """Two portfolios with four iTwins below them, of each status and several kinds."""
    north = make_itwin(
        acme, owner=owner, display_name="North", sub_class=SubClass.PORTFOLIO, number="P-1"
    )
    south = make_itwin(
        acme, owner=owner, display_name="South", sub_class=SubClass.PORTFOLIO, number="P-2"
    )
    make_itwin(
        north,
        owner=owner,
        display_name="Bridge",
        sub_class=SubClass.ASSET,
        number="61N-a",
        type="Road",
    )
    make_itwin(north, owner=owner, display_name="Tunnel 61n", number="T_1", status="Inactive")
    make_itwin(north, owner=owner, display_name="Repaving", number="R-100%", status="Trial")
    make_itwin(
        south,
        owner=owner,
        display_name="Station",
        number="61S",
        type="Rail",
        sub_class=SubClass.PROGRAM,
    )
    return {"north": north, "south": south}


def _found(api, user, query):
    return sorted(names(api(user).get(f"/itwins/?{query}")))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("subClass=Portfolio", ["North", "South"]),
        ("subClass=portfolio", ["North", "South"]),
        ("subClass=Asset,Program", ["Bridge", "Station"]),
        ("subClass=Asset,%20Program,", ["Bridge", "Station"]),
        ("subClass=Asset&subClass=Program", ["Bridge", "Station"]),
        ("subClass=Asset,Asset", ["Bridge"]),
        ("subClass=WorkPackage", []),
        ("status=Active", ["Bridge", "North", "South", "Station"]),
        ("status=Inactive", ["Tunnel 61n"]),
        ("status=inactive", ["Tunnel 61n"]),
        ("status=Trial", ["Repaving"]),
        ("status=Inactive&includeInactive=false", ["Tunnel 61n"]),
        ("includeInactive=false", ["Bridge", "North", "Repaving", "South", "Station"]),
        ("includeInactive=true", ["Bridge", "North", "Repaving", "South", "Station", "Tunnel 61n"]),
        ("includeInactive=TRUE&subClass=Project", ["Repaving", "Tunnel 61n"]),
        ("type=Road", ["Bridge"]),
        ("type=rOAD", ["Bridge"]),
        ("type=Ro", []),
        ("number=61N-a", ["Bridge"]),
        ("number=61n-A", ["Bridge"]),
        ("number=61N", []),
        ("displayName=bridge", ["Bridge"]),
        ("displayName=%20Bridge%20", ["Bridge"]),
        ("displayName=Bri", []),
        ("displayName=Tunnel+61n&includeInactive=true", ["Tunnel 61n"]),
        ("number=61S&displayName=Station&type=Rail", ["Station"]),
        ("number=61S&displayName=Bridge", []),
        ("$search=61", ["Bridge", "Station"]),
        ("$search=61N", ["Bridge"]),
        ("$search=61N&includeInactive=true", ["Bridge", "Tunnel 61n"]),
        ("$search=%25", ["Repaving"]),
        ("$search=_&includeInactive=true", ["Tunnel 61n"]),
        ("$search=*", []),
        ("$search=61&subClass=Asset&type=Road", ["Bridge"]),
        ("$search=61&status=Inactive", ["Tunnel 61n"]),
    ],
)
def test_a_parameter_chooses(api, network, owner, query, expected):
    assert _found(api, owner, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("parentId={north}", ["Bridge", "Repaving"]),
        ("parentId={NORTH}", ["Bridge", "Repaving"]),
        ("parentId={north}&status=Inactive", ["Tunnel 61n"]),
        ("parentId={account}", ["North", "South"]),
        (f"parentId={UNKNOWN_ID}", []),
        ("iTwinAccountId={account}", ["Bridge", "North", "Repaving", "South", "Station"]),
        ("iTwinAccountId={account}&parentId={south}&subClass=Program", ["Station"]),
        ("iTwinAccountId={north}", []),
        (f"iTwinAccountId={UNKNOWN_ID}", []),
    ],
)
def test_an_id_chooses_children_or_what_an_account_owns(api, acme, network, owner, query, expected):
    north = str(network["north"].pk)
    query = query.format(
        north=north, NORTH=north.upper(), south=network["south"].pk, account=acme.pk
    )

    assert _found(api, owner, query) == expected


@pytest.mark.parametrize(
    "query",
    [
        "",
        "&",
        "&&",
        "=",
        "=5",
        "subClass=",
        "subClass=,",
        "status=",
        "includeInactive=",
        "type=&number=&displayName=&parentId=&iTwinAccountId=",
        "$search=",
        "$filter=&$orderby=&$select=",
        "$top=&$skip=",
        "unknown=1&$unknown=2&format=xml&page=7",
        "SUBCLASS=Asset",
        "%zz=%zz",
    ],
)
def test_what_is_empty_or_unknown_is_not_given(api, network, owner, query):
    everything = ["Bridge", "North", "Repaving", "South", "Station"]

    assert _found(api, owner, query) == everything


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&subClass=Asset", ["Bridge"]),
        ("%24search=61S", ["Station"]),
        ("%24top=1000&%24search=bridge", ["Bridge"]),
        ("displayName=Tunnel+61n&status=Inactive", ["Tunnel 61n"]),
        ("$filter=displayName+eq+'Station'", ["Station"]),
        ("$filter=displayName%20eq%20%27Station%27", ["Station"]),
        ("number=nothing&number=61S", ["Station"]),
    ],
)
def test_parameters_arrive_in_several_spellings(api, network, owner, query, expected):
    assert _found(api, owner, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("$select=displayName", ["displayName"]),
        ("$select=displayName,id", ["id", "displayName"]),
        ("$select=%20DISPLAYNAME%20,%20ID,", ["id", "displayName"]),
        ("$select=status,status", ["status"]),
        ("$select=image,latitude,createdDateTime", ["latitude", "image", "createdDateTime"]),
    ],
)
@pytest.mark.parametrize("prefer", ["return=minimal", "return=representation"])
def test_select_shows_exactly_what_was_chosen(api, acme, owner, query, expected, prefer):
    make_itwin(acme, owner=owner)

    answer = api(owner).get(f"/itwins/?{query}", headers={"Prefer": prefer})

    assert [list(row) for row in answer.json()["iTwins"]] == [expected]


def test_selected_values_are_those_of_the_full_form(api, acme, owner):
    make_itwin(acme, owner=owner, latitude=1.5, type="Road")
    client = api(owner)

    full = client.get("/itwins/", headers={"Prefer": "return=representation"}).json()["iTwins"]
    selected = client.get(f"/itwins/?$select={','.join(full[0])}").json()["iTwins"]

    assert selected == full
