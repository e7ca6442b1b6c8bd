"""The correlation id: echoed if harmless, made otherwise."""

from uuid import UUID

import pytest


@pytest.mark.parametrize(
    "given", ["3f2c", "7d2b1af5-dafc-4a9b-8b3a-000000000000", "a.b_c:d-E", "x" * 128]
)
def test_a_harmless_id_is_echoed(api, given):
    answer = api(None).get("/itwins/", headers={"X-Correlation-ID": given})

    assert answer.headers["x-correlation-id"] == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        "a b",
        "x" * 129,
        "a\r\nSet-Cookie: b=c",
        "a\nb",
        "a,b",
        "<script>",
        "é",
        "a;b",
        "\x00",
    ],
)
def test_anything_else_is_replaced_by_an_id_of_our_own(api, given):
    answer = api(None).get("/itwins/", headers={"X-Correlation-ID": given})

    made = answer.headers["x-correlation-id"]
    assert made == str(UUID(made))


def test_two_requests_without_an_id_get_two_ids(api):
    client = api(None)

    first, second = client.get("/itwins/"), client.get("/itwins/")

    assert first.headers["x-correlation-id"] != second.headers["x-correlation-id"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/itwins/", 200),
        ("GET", "/itwins/nonsense", 404),
        ("PUT", "/itwins/", 404),
        ("POST", "/itwins/", 422),
    ],
)
def test_every_answer_carries_the_id(api, acme, admin, method, path, status):
    answer = api(admin).generic(method, path, headers={"X-Correlation-ID": "mine"})

    assert (answer.status_code, answer.headers["x-correlation-id"]) == (status, "mine")


@pytest.mark.parametrize("given", ["x" * 129, "a b"])
def test_what_is_not_echoed_is_nowhere_in_the_answer(api, given):
    answer = api(None).get("/itwins/", headers={"X-Correlation-ID": given})

    assert given not in str(dict(answer.headers))
    assert given not in answer.content.decode()
