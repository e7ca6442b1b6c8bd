"""What nobody sends by accident: JSON answers below 500, and nothing changed."""

import pytest

from tests.factories import make_itwin
from tests.twins.api.answers import names
from twins.models import AuditEntry, Favorite, ITwin, Recent

LISTS = ["/itwins/", "/itwins/favorites", "/itwins/recents"]
LONG = "a" * 60_000
QUERIES = {
    "a long search": (f"$search={LONG}", 200),
    "a long search of four bytes each": ("$search=" + "%F0%9F%8C%89" * 15_000, 200),
    "a search that grows when folded": ("$search=" + "%EF%B7%BA" * 20_000, 200),
    "a search of wildcards": ("$search=" + "%25_" * 15_000, 200),
    "a search at the limit": ("$search=" + "a" * 1020, 200),
    "a search over the limit": ("$search=" + "a" * 1021, 200),
    "a long number": (f"number={LONG}", 200),
    "a long name": (f"displayName={LONG}", 200),
    "a long type": (f"type={LONG}", 200),
    "a long id": (f"parentId={LONG}", 422),
    "a long status": (f"status={LONG}", 422),
    "thousands of subClasses": ("subClass=" + "Asset," * 10_000, 200),
    "thousands of subClasses one by one": ("&".join(["subClass=Asset"] * 900), 200),
    "a long unknown subClass": (f"subClass={LONG}", 422),
    "a long parameter name": (f"{LONG}=1", 200),
    "many parameters": ("&".join(f"p{number}=1" for number in range(900)), 200),
    "too many parameters": ("&".join(f"p{number}=1" for number in range(1100)), 400),
    "bytes that are no UTF-8": ("displayName=%FF%FE&type=%ED%A0%80&%FF=%FF", 200),
    "broken percent-encoding": ("displayName=%&type=%zz&number=%u1234&%=%", 200),
    "raw bytes": ("displayName=\u00fc\u00ff", 200),
    "control characters": ("displayName=%01%7F%0D%0A&number=%E2%80%AE", 200),
    "NUL in a text": ("displayName=%00", 422),
    "NUL in a search": ("$search=a%00b", 422),
    "NUL in a number": ("$top=1%00", 422),
    "NUL in a name": ("%00=%00&a%00=b", 200),
    "a huge page": ("$top=" + "9" * 4000, 422),
    "SQL": ("displayName=' OR 1=1 --&number=%27);DROP TABLE twins_itwin;--", 200),
    "a template": ("displayName={{7*7}}&number=${7*7}&type=%3Cscript%3E", 200),
    "other people's operators": ("displayName__gt=&number[$ne]=1&deleted_at=&account_id=1", 200),
}
LIST_ONLY = {
    "a long select": ("$select=" + "id," * 20_000, 200),
    "a long unknown select": (f"$select={LONG}", 422),
    "NUL in select": ("$select=id%00", 422),
    "a long orderby": ("$orderby=" + "number," * 8_000, 200),
    "a long unknown orderby": (f"$orderby={LONG}", 422),
    "orderby of another table": ("$orderby=account__deleted_at", 422),
    "orderby at random": ("$orderby=%3F", 422),
    "NUL in orderby": ("$orderby=number%00", 422),
    "a long filter": (f"$filter={LONG}", 422),
    "a lone surrogate in a filter": ("$filter=number eq '%ED%A0%80'", 200),
}


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Bridge")


def _stored():
    return (
        list(ITwin.objects.order_by("pk").values()),
        *(model.objects.count() for model in (AuditEntry, Favorite, Recent)),
    )


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(("query", "status"), QUERIES.values(), ids=QUERIES)
def test_a_query_is_answered_or_refused_in_json(api, bridge, owner, path, query, status):
    _sound(api(owner).get(f"{path}?{query}"), status)


@pytest.mark.parametrize(("query", "status"), LIST_ONLY.values(), ids=LIST_ONLY)
def test_an_odata_option_is_answered_or_refused_in_json(api, bridge, owner, query, status):
    _sound(api(owner).get(f"/itwins/?{query}"), status)


def _sound(answer, status):
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert list(answer.json()) in (["error"], ["iTwins", "_links"])


def test_what_nobody_is_called_finds_nobody(api, bridge, owner):
    for query in ("$search=" + "e" * 1021, "$search=%25", "$search=_", "displayName=' OR 1=1 --"):
        assert names(api(owner).get(f"/itwins/?{query}")) == []


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ({"Prefer": LONG}, 200),
        ({"Prefer": "return=representation," * 3000}, 200),
        ({"X-Max-Return": LONG}, 422),
        ({"X-iTwin-Query-Scope": LONG}, 422),
        ({"X-iTwin-Create-Scope": "\u00ff\u00fe"}, 422),
        ({"x-total-count": LONG}, 200),
        ({"Accept": "application/vnd.bentley.itwin-platform.v" + "1" * 60_000 + "+json"}, 404),
        ({"Accept": "a/b," * 15_000}, 200),
        ({"Content-Type": LONG}, 200),
        ({"Content-Length": "-1"}, 200),
        ({"Content-Length": "many"}, 200),
        ({"X-HTTP-Method-Override": "DELETE"}, 200),
        ({"X-Forwarded-Host": "elsewhere.example"}, 200),
        ({"Range": "bytes=0-1"}, 200),
        ({"If-None-Match": "*"}, 200),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value),
)
def test_a_header_is_answered_or_refused_in_json(api, bridge, owner, header, status):
    answer = api(owner).get("/itwins/", headers=header)

    _sound(answer, status)
    assert "elsewhere.example" not in answer.content.decode()


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST"])
@pytest.mark.parametrize(
    "spoilt",
    ["{id}%00", "{{{id}}}", "urn:uuid:{id}", "%2e%2e", "{id},{id}", "*", "a" * 60_000, "{id}%20"],
)
def test_a_write_to_what_is_no_id_changes_nothing(api, bridge, owner, method, spoilt):
    before = _stored()
    client = api(owner)

    for prefix in ("", "favorites/", "recents/"):
        path = f"/itwins/{prefix}{spoilt.format(id=bridge.pk)}"
        answer = client.generic(method, path, b'{"displayName":"Mine"}', "application/json")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/json")
    assert _stored() == before
