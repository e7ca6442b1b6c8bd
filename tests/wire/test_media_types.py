"""The Accept header: version 1 for everyone who does not insist on another; never 406."""

import pytest

from tests.twins.api.answers import NO_OPERATION, assert_answers

V1 = "application/vnd.bentley.itwin-platform.v1+json"
V2 = "application/vnd.bentley.itwin-platform.v2+json"


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        "application/json",
        "application/json, text/plain, */*",
        "text/html",
        "image/png;q=0.1",
        V1,
        V1.upper(),
        f"{V1};q=0.9",
        f"{V2}, {V1}",
        "nonsense",
    ],
)
def test_whatever_is_accepted_is_answered_in_json(api, owner, accept):
    headers = {} if accept is None else {"Accept": accept}

    answer = api(owner).get("/itwins/", headers=headers)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-itwinplatform-media-type"] == "bentley.itwin-platform.v1"


@pytest.mark.parametrize("accept", [V2, V2.upper(), f"{V2};q=0.9", V1.replace("v1", "v10")])
@pytest.mark.parametrize(("method", "path"), [("GET", "/itwins/"), ("POST", "/itwins/")])
@pytest.mark.parametrize("is_known", [True, False], ids=["with a token", "without"])
def test_another_version_is_an_unknown_operation(api, owner, accept, method, path, is_known):
    client = api(owner if is_known else None)

    answer = client.generic(method, path, headers={"Accept": accept})

    assert_answers(answer, 404, NO_OPERATION)


@pytest.mark.parametrize("query", ["format=xml", "format=api", "format="])
def test_no_parameter_chooses_another_form(api, owner, query):
    answer = api(owner).get(f"/itwins/?{query}")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


@pytest.mark.parametrize("path", ["/itwins/", "/itwins/nowhere/at/all", "/users"])
def test_the_media_type_of_the_platform_is_named_on_every_answer(api, path):
    answer = api(None).get(path)

    assert answer.headers["x-itwinplatform-media-type"] == "bentley.itwin-platform.v1"


def test_a_read_is_not_kept_by_caches_and_a_write_says_nothing_about_them(api, acme, admin):
    read = api(admin).get("/itwins/")
    write = api(admin).post("/itwins/", {}, format="json")

    assert read.headers["cache-control"] == "must-revalidate, no-cache, private"
    assert "cache-control" not in write.headers
