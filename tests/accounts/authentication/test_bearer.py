"""What the Authorization header must look like, and who is let in."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.authentication.access_tokens import issue_access_token
from tests.accounts.authentication.test_refused_tokens import UNAUTHORIZED
from tests.twins.api.answers import HEADER_NOT_FOUND, assert_answers, refusal

EMPTY = refusal("InvalidHeaderValue", "Authorization header is empty.")
OPERATIONS = [
    ("GET", "/itwins/"),
    ("POST", "/itwins/"),
    ("GET", "/itwins/dc914a84-e0c9-40e2-9d14-faf5ed84147f"),
    ("PATCH", "/itwins/dc914a84-e0c9-40e2-9d14-faf5ed84147f"),
    ("DELETE", "/itwins/dc914a84-e0c9-40e2-9d14-faf5ed84147f"),
    ("GET", "/itwins/dc914a84-e0c9-40e2-9d14-faf5ed84147f/account"),
    ("GET", "/itwins/myprimaryaccount"),
    ("GET", "/itwins/favorites"),
    ("POST", "/itwins/favorites/dc914a84-e0c9-40e2-9d14-faf5ed84147f"),
    ("DELETE", "/itwins/favorites/dc914a84-e0c9-40e2-9d14-faf5ed84147f"),
    ("GET", "/itwins/recents"),
    ("POST", "/itwins/recents/dc914a84-e0c9-40e2-9d14-faf5ed84147f"),
]


def scheme(word):
    return refusal("InvalidAuthorizationScheme", f"Authorization scheme '{word}' is not valid.")


def ask(api, header, method="GET", path="/itwins/"):
    headers = {} if header is None else {"Authorization": header}
    return api(None).generic(method, path, headers=headers)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (None, HEADER_NOT_FOUND),
        ("", EMPTY),
        ("  ", EMPTY),
        ("invalid-token", scheme("invalid-token")),
        ("Basic dXNlcjpwYXNz", scheme("Basic")),
        ("Token abc", scheme("Token")),
        ("Bearer: abc", scheme("Bearer:")),
        ("Bearerabc", scheme("Bearerabc")),
        ("Bear\u00e9r abc", scheme("Bear\u00e9r")),
        ("Bearer", UNAUTHORIZED),
        ("Bearer ", UNAUTHORIZED),
        ("Bearer nonsense", UNAUTHORIZED),
        ("Bearer a.b.c", UNAUTHORIZED),
        ("Bearer ..", UNAUTHORIZED),
        ("Bearer \u00e9\u00fc", UNAUTHORIZED),
        ("Bearer W10.W10.W10", UNAUTHORIZED),
        ("Bearer bnVsbA.bnVsbA.bnVsbA", UNAUTHORIZED),
        ("Bearer " + "a" * 60_000, UNAUTHORIZED),
        ("Bearer " + "W1tb" * 5_000 + ".e30.e30", UNAUTHORIZED),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_header_is_refused_in_the_published_words(api, db, header, body):
    answer = ask(api, header)

    assert_answers(answer, 401, body)
    assert answer.headers["www-authenticate"] == 'Bearer realm="itwins"'


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_wants_a_token_before_anything_else(api, db, method, path):
    assert_answers(ask(api, None, method, path), 401, HEADER_NOT_FOUND)
    assert_answers(ask(api, "", method, path), 401, EMPTY)
    assert_answers(ask(api, "Bearer x", method, path), 401, UNAUTHORIZED)
    assert_answers(ask(api, "Basic x", method, path), 401, scheme("Basic"))


@pytest.mark.parametrize(
    "form", ["Bearer {}", "bearer {}", "BEARER {}", "Bearer  {}", " Bearer {} "]
)
def test_a_valid_token_is_let_in(api, owner, form):
    assert ask(api, form.format(issue_access_token(owner))).status_code == 200


@pytest.mark.parametrize("form", ["Bearer {} {}", "Bearer {},{}", "{}", "Bearer {}x"])
def test_a_valid_token_among_other_things_is_not(api, owner, form):
    token = issue_access_token(owner)

    assert ask(api, form.format(token, token)).status_code == 401


def test_whoever_became_inactive_is_not_let_in_with_an_old_token(api, owner):
    header = f"Bearer {issue_access_token(owner)}"
    before = ask(api, header).status_code

    owner.is_active = False
    owner.save()

    assert before == 200
    assert_answers(ask(api, header), 401, UNAUTHORIZED)


def test_whoever_was_removed_is_not_let_in(api, loner):
    header = f"Bearer {issue_access_token(loner)}"
    loner.delete()

    assert_answers(ask(api, header), 401, UNAUTHORIZED)


def test_finding_the_person_takes_one_query(api, owner):
    header = f"Bearer {issue_access_token(owner)}"

    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask(api, header, "GET", "/itwins/nonsense")

    assert len(queries) == 1
