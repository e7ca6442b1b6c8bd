"""Paths and methods: both slash forms, any casing of the fixed words, no redirects, JSON always."""

import pytest

from itwins_site.wire.addresses import canonical_path, is_api_path
from tests.factories import make_itwin
from tests.twins.api.answers import (
    HEADER_NOT_FOUND,
    NO_OPERATION,
    NOT_FOUND,
    UNKNOWN_ID,
    assert_answers,
    assert_no_content,
)

SPELLINGS = [
    ("/itwins", "/itwins/", "/iTwins", "/ITWINS/"),
    ("/itwins/favorites", "/itwins/favorites/", "/iTwins/Favorites", "/ITWINS/FAVORITES/"),
    ("/itwins/recents", "/itwins/recents/", "/iTwins/Recents", "/ITWINS/RECENTS/"),
    (
        "/itwins/myprimaryaccount",
        "/itwins/myprimaryaccount/",
        "/iTwins/myPrimaryAccount",
        "/ITWINS/MYPRIMARYACCOUNT/",
    ),
    ("/itwins/exports", "/itwins/exports/", "/iTwins/Exports", "/ITWINS/EXPORTS/"),
    ("/itwins/{id}", "/itwins/{id}/", "/iTwins/{id}", "/ITWINS/{ID}/"),
    ("/itwins/repositories", "/itwins/repositories/", "/iTwins/Repositories"),
    (
        "/itwins/{id}/repositories",
        "/itwins/{id}/repositories/",
        "/iTwins/{ID}/Repositories",
        "/ITWINS/{id}/REPOSITORIES/?",
    ),
    (
        "/itwins/{id}/repositories/cesiumcuratedcontent/resources",
        "/itwins/{id}/repositories/CesiumCuratedContent/resources/?",
    ),
    (
        "/itwins/{id}/account",
        "/itwins/{id}/account/",
        "/iTwins/{ID}/Account",
        "/ITWINS/{id}/ACCOUNT/",
    ),
]
UNKNOWN = [
    ("get", "/itwins/{id}/nothing"),
    ("post", "/itwins/{id}/image"),
    ("patch", "/itwins/{id}/image"),
    ("get", "/itwins/{id}/image/more"),
    ("put", "/itwins/exports"),
    ("post", "/itwins/exports/{id}"),
    ("delete", "/iTwins/Exports/{id}/"),
    ("put", "/itwins/{id}/repositories"),
    ("post", "/itwins/{id}/repositories/forms"),
    ("patch", "/itwins/{id}/repositories/forms/resources"),
    ("put", "/itwins/{id}/repositories/forms/resources/a"),
    ("post", "/itwins/{id}/repositories/forms/resources/a/graphics"),
    ("post", "/itwins/repositories"),
    ("delete", "/itwins/repositories/cesium"),
    ("post", "/itwins/repositories/cesium/resources"),
    ("get", "/itwins/{id}/account/more"),
    ("get", "/itwins//"),
    ("get", "/itwins/favorites//"),
    ("get", "/itwins/a/b%0Ac"),
    ("get", "/accesscontrol"),
    ("get", "/accesscontrol/itwins/{id}/nothing"),
    ("get", "/users/{id}/nothing"),
    ("get", "/webhooks/{id}/nothing"),
    ("put", "/itwins/"),
    ("patch", "/itwins/"),
    ("delete", "/itwins/"),
    ("options", "/itwins/"),
    ("trace", "/itwins/"),
    ("post", "/itwins/{id}"),
    ("put", "/itwins/{id}"),
    ("post", "/itwins/{id}/account"),
    ("post", "/itwins/favorites"),
    ("get", "/itwins/favorites/{id}"),
    ("put", "/itwins/favorites/{id}"),
    ("delete", "/itwins/recents"),
    ("get", "/itwins/recents/{id}"),
    ("delete", "/itwins/recents/{id}"),
    ("post", "/itwins/myprimaryaccount"),
]


def _fill(path, itwin):
    return path.replace("{id}", str(itwin.pk)).replace("{ID}", str(itwin.pk).upper())


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda spellings: spellings[0])
def test_every_spelling_of_a_path_is_answered_directly(api, acme, owner, spellings):
    bridge = make_itwin(acme, owner=owner)
    client = api(owner)

    answers = [client.get(_fill(path, bridge)) for path in spellings]

    assert [answer.status_code for answer in answers] == [200] * len(spellings)
    assert {answer.content for answer in answers} == {answers[0].content}


@pytest.mark.parametrize("words", ["favorites", "Favorites/", "recents", "ReCents"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_fixed_words_before_an_id_come_in_any_casing(api, acme, owner, words, slash):
    bridge = make_itwin(acme, owner=owner)

    path = f"/iTwins/{words.rstrip('/')}/{bridge.pk}{slash}"

    assert_no_content(api(owner).post(path))


@pytest.mark.parametrize("path", ["/itwins", "/iTwins/"])
def test_creating_works_with_and_without_slash(api, acme, admin, path):
    body = {"displayName": "Bridge", "class": "Endeavor", "subClass": "Project"}

    assert api(admin).post(path, body, format="json").status_code == 201


@pytest.mark.parametrize(("method", "path"), UNKNOWN)
def test_an_unknown_operation_is_refused_before_the_token_is_looked_at(
    api, acme, owner, method, path
):
    path = _fill(path, make_itwin(acme, owner=owner))

    for client in (api(owner), api(None)):
        assert_answers(client.generic(method.upper(), path), 404, NO_OPERATION)


def test_a_method_nobody_knows_is_an_unknown_operation(api, owner):
    assert_answers(api(owner).generic("BREW", "/itwins/"), 404, NO_OPERATION)


@pytest.mark.parametrize(
    "path",
    ["/itwins/", "/itwins/{id}", "/itwins/favorites", "/itwins/recents", "/itwins/{id}/account"],
)
def test_head_is_get_without_a_body(api, acme, owner, path):
    path = _fill(path, make_itwin(acme, owner=owner))
    client = api(owner)
    ours = {"x-correlation-id": "the-same"}

    get = client.get(path, headers=ours)
    head = client.head(path, headers=ours)

    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(get.headers)


def test_head_without_a_token_is_refused_like_get(api):
    assert api(None).head("/itwins/").status_code == 401


@pytest.mark.parametrize(
    "spoilt",
    ["nonsense", "{{{id}}}", "urn:uuid:{id}", "{id}%20", "{id}%00", "%0A", "%FF", "1" * 5000],
)
def test_what_is_no_id_is_the_id_of_no_itwin(api, acme, owner, spoilt):
    bridge = make_itwin(acme, owner=owner)

    answer = api(owner).get(f"/itwins/{spoilt.format(id=bridge.pk)}")

    assert_answers(answer, 404, NOT_FOUND)


def test_an_encoded_slash_is_a_slash(api, owner):
    assert_answers(api(owner).get("/itwins/a%2Fb"), 404, NO_OPERATION)


def test_an_id_is_looked_at_after_the_token(api):
    assert_answers(api(None).get(f"/itwins/{UNKNOWN_ID}"), 401, HEADER_NOT_FOUND)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/itwins", "/itwins"),
        ("/iTwins/", "/itwins"),
        ("/iTwins//", "/itwins/"),
        ("/ITWINS/FAVORITES/AbC/", "/itwins/favorites/AbC"),
        (
            "/itwins/AbC/Repositories/MyRepository/Resources",
            "/itwins/AbC/repositories/MyRepository/resources",
        ),
        ("/itwins/a/Repositories/b/Resources/Roads/", "/itwins/a/repositories/b/resources/Roads"),
        (
            "/itwins/a/Repositories/b/Resources/Image/Graphics",
            "/itwins/a/repositories/b/resources/Image/graphics",
        ),
        ("/iTwins/Repositories/Resources/Resources", "/itwins/repositories/Resources/resources"),
    ],
)
def test_only_fixed_words_are_rewritten(path, expected):
    assert canonical_path(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/itwins", True),
        ("/iTwins/x", True),
        ("//itwins", True),
        ("/AccessControl/itwins", True),
        ("/itwinsomething", False),
        ("/app/itwins", False),
        ("/", False),
    ],
)
def test_an_api_address_begins_with_a_prefix_of_the_platform(path, expected):
    assert is_api_path(path) == expected
