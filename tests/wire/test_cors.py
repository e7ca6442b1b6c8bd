"""Browser clients of any origin: preflights without a token, headers to send and to read."""

import pytest

PREFLIGHT = {
    "Origin": "https://app.example",
    "Access-Control-Request-Method": "PATCH",
    "Access-Control-Request-Headers": "authorization, content-type",
}
SENT_BY_CLIENTS = {
    *("authorization", "content-type", "contenttype", "accept", "prefer", "cache-control"),
    *("x-itwin-query-scope", "x-itwin-create-scope", "x-max-return", "x-total-count"),
    "x-correlation-id",
}
READ_BY_CLIENTS = {"x-total-count", "x-max-return", "x-correlation-id", "retry-after", "location"}
PATHS = ["/itwins", "/iTwins/", "/itwins/favorites/x", "/itwins/x/account", "/itwins/no/such/path"]
PATHS += ["/webhooks", "/Webhooks/x"]


def _words(header):
    return {word.strip().lower() for word in header.split(",")}


@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_needs_no_token(api, path):
    answer = api(None).options(path, headers=PREFLIGHT)

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


def test_a_preflight_allows_every_method_of_the_api(api):
    answer = api(None).options("/itwins/", headers=PREFLIGHT)

    assert _words(answer.headers["access-control-allow-methods"]) == {
        *("get", "post", "put", "patch", "delete", "options")
    }


def test_a_preflight_allows_every_header_that_clients_send(api):
    answer = api(None).options("/itwins/", headers=PREFLIGHT)

    assert SENT_BY_CLIENTS - _words(answer.headers["access-control-allow-headers"]) == set()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("is_known", [True, False], ids=["with a token", "without"])
def test_every_answer_may_be_read_by_any_origin(api, owner, path, is_known):
    client = api(owner if is_known else None)

    answer = client.get(path, headers={"Origin": "https://app.example"})

    assert answer.headers["access-control-allow-origin"] == "*"
    assert _words(answer.headers["access-control-expose-headers"]) == READ_BY_CLIENTS


def test_pages_are_not_shared_with_other_origins(client, db):
    answer = client.get("/livez", headers={"Origin": "https://app.example"})

    assert "access-control-allow-origin" not in answer.headers
