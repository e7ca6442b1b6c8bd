"""GET /itwins/: pages, links, X-Max-Return and counting."""

from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories import make_itwin
from tests.twins.api.answers import make_in_order, names

SEVEN = ["A", "B", "C", "D", "E", "F", "G"]


@pytest.fixture
def seven(acme, owner):
    return make_in_order(acme, owner, *reversed(SEVEN))


def _links(answer, settings):
    base = settings.PUBLIC_URL
    return {name: link["href"].removeprefix(base) for name, link in answer.json()["_links"].items()}


@pytest.mark.parametrize(
    ("query", "expected", "links"),
    [
        ("", SEVEN, ["self"]),
        ("$top=7", SEVEN, ["self"]),
        ("$top=6", SEVEN[:6], ["self", "next"]),
        ("$top=6&$skip=1", SEVEN[1:], ["self", "prev"]),
        ("$top=2&$skip=3", SEVEN[3:5], ["self", "prev", "next"]),
        ("$skip=6", ["G"], ["self", "prev"]),
        ("$skip=7", [], ["self", "prev"]),
        ("$skip=999999999999999999", [], ["self", "prev"]),
    ],
)
def test_a_page_is_top_rows_after_skip(api, seven, owner, query, expected, links):
    answer = api(owner).get(f"/itwins/?{query}")

    assert names(answer) == expected
    assert list(answer.json()["_links"]) == links


def test_links_name_skip_and_top_first_and_lead_from_page_to_page(api, seven, owner, settings):
    answer = api(owner).get("/itwins?subClass=Project,Asset&$top=2&status=Active&$skip=3")

    rest = "&subClass=Project%2CAsset&status=Active"
    assert _links(answer, settings) == {
        "self": f"/itwins/?$skip=3&$top=2{rest}",
        "prev": f"/itwins/?$skip=1&$top=2{rest}",
        "next": f"/itwins/?$skip=5&$top=2{rest}",
    }


@pytest.mark.parametrize(
    "query", ["", "$orderby=number", "$orderby=status", "$orderby=displayName desc", "$search=-"]
)
def test_following_next_shows_every_row_once(api, acme, owner, settings, query):
    with time_machine.travel(datetime(2024, 1, 1, tzinfo=UTC), tick=False):
        made = {str(make_itwin(acme, owner=owner).pk) for _ in range(7)}
    client = api(owner)

    seen, address = [], f"/itwins/?$top=2&{query}"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["iTwins"]]
        address = page["_links"].get("next", {}).get("href", "").removeprefix(settings.PUBLIC_URL)

    assert len(seen) == 7
    assert set(seen) == made


def test_a_link_can_be_followed_whatever_was_asked(api, acme, owner, settings):
    make_in_order(acme, owner, "100% & more", "50% + some", "none")
    client = api(owner)

    first = client.get(
        "/itwins/", {"$filter": "contains('% ',displayName)", "$top": "1", "ü": "ß/?"}
    )
    second = client.get(_links(first, settings)["next"])

    assert names(first) + names(second) == ["50% + some", "100% & more"]
    assert list(second.json()["_links"]) == ["self", "prev"]


@pytest.mark.parametrize(
    ("most", "query", "expected", "links"),
    [
        ("3", "", SEVEN[:3], ["self"]),
        ("3", "$top=2", SEVEN[:2], ["self", "next"]),
        ("3", "$top=2&$skip=2", ["C"], ["self", "prev"]),
        ("3", "$top=3", SEVEN[:3], ["self"]),
        ("4", "$top=2&$skip=2", SEVEN[2:4], ["self", "prev"]),
        ("3", "$top=2&$skip=3", [], ["self", "prev"]),
        ("3", "$top=2&$skip=100", [], ["self", "prev"]),
        ("1", "", ["A"], ["self"]),
        ("7", "$top=7", SEVEN, ["self"]),
        ("10000", "$top=6", SEVEN[:6], ["self", "next"]),
    ],
)
def test_max_return_ends_the_rows_of_all_pages_together(
    api, seven, owner, most, query, expected, links
):
    answer = api(owner).get(f"/itwins/?{query}", headers={"X-Max-Return": most})

    assert names(answer) == expected
    assert list(answer.json()["_links"]) == links
    assert answer.headers["X-Max-Return"] == most


def test_max_return_is_told_when_it_is_the_default(api, owner):
    assert api(owner).get("/itwins/").headers["X-Max-Return"] == "1000"


@pytest.mark.parametrize(
    ("query", "most", "expected"),
    [
        ("", None, "7"),
        ("$top=2&$skip=5", None, "7"),
        ("displayName=C", None, "1"),
        ("displayName=Z", None, "0"),
        ("$filter=displayName gt 'C'", None, "4"),
        ("", "3", "3"),
        ("", "100", "7"),
    ],
)
def test_the_rows_are_counted_up_to_max_return_if_asked_for(
    api, seven, owner, query, most, expected
):
    headers = {"x-total-count": "true"} | ({"X-Max-Return": most} if most else {})

    assert api(owner).get(f"/itwins/?{query}", headers=headers).headers["x-total-count"] == expected


@pytest.mark.parametrize("headers", [{}, {"x-total-count": "false"}, {"x-total-count": "1"}])
def test_nothing_is_counted_unless_asked_for(api, seven, owner, headers):
    assert "x-total-count" not in api(owner).get("/itwins/", headers=headers).headers
