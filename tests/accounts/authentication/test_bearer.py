"""The published table of 401 answers, and who is let in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.authentication.access_tokens import issue_access_token
from accounts.operations.access_tokens import record_access_token, revoke_tokens_of
from tests.accounts.authentication.foreign_tokens import (
    claims_of,
    signed_by_somebody_else,
    signed_by_us,
    signed_with_our_public_key,
    unsigned,
)
from tests.twins.api.answers import HEADER_NOT_FOUND, assert_answers, refusal

EMPTY = refusal("InvalidHeaderValue", "Authorization header is empty.")
UNAUTHORIZED = refusal(
    "Unauthorized",
    "Access denied due to invalid access_token."
    " Make sure to provide a valid token for this API endpoint.",
)
SCOPE_MISSING = refusal(
    "RequiredScopeMissing",
    "Access denied due to invalid access_token. One or more required scopes are missing."
    " Make sure to provide a valid token for this API endpoint.",
)
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


@pytest.mark.parametrize(
    "scope", ["", "openid", "itwin-platforms", "Itwin-Platform", "itwins:read"]
)
def test_a_token_without_the_scope_is_told_so(api, owner, scope):
    token = issue_access_token(owner, scope=scope)

    assert_answers(ask(api, f"Bearer {token}"), 401, SCOPE_MISSING)


@pytest.mark.parametrize("scope", ["itwin-platform", "openid itwin-platform email"])
def test_the_scope_may_stand_among_others(api, owner, scope):
    assert ask(api, f"Bearer {issue_access_token(owner, scope=scope)}").status_code == 200


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


@pytest.mark.parametrize(
    "forge",
    [unsigned, signed_with_our_public_key, signed_by_somebody_else],
    ids=lambda forge: forge.__name__,
)
def test_a_token_that_we_did_not_sign_is_refused(api, owner, forge):
    assert_answers(ask(api, f"Bearer {forge(claims_of(owner))}"), 401, UNAUTHORIZED)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://elsewhere.example/o"},
        {"iss": None},
        {"aud": "https://elsewhere.example"},
        {"aud": None},
        {"aud": []},
        {"exp": -1},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": 3600},
        {"iat": 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": "owner@acme.example"},
        {"sub": 7},
        {"sub": {}},
        {"sub": "00000000-0000-4000-8000-000000000000"},
    ],
    ids=str,
)
def test_a_token_of_ours_with_a_wrong_claim_is_refused(api, owner, changes):
    token = signed_by_us(claims_of(owner, **changes))

    assert_answers(ask(api, f"Bearer {token}"), 401, UNAUTHORIZED)


@pytest.mark.parametrize(
    "changes", [{"nbf": -60}, {"client_id": None}, {"aud": ["x", "ours"]}], ids=str
)
def test_other_claims_do_not_matter(api, owner, settings, changes):
    if "aud" in changes:
        changes = {"aud": ["https://elsewhere.example", settings.PUBLIC_URL]}

    token = signed_by_us(claims_of(owner, **changes))
    later = datetime.now(UTC) + timedelta(hours=1)
    record_access_token(token, user=owner, scope="itwin-platform", expires_at=later)

    assert ask(api, f"Bearer {token}").status_code == 200


def test_a_token_that_was_signed_and_never_recorded_is_refused(api, owner):
    token = signed_by_us(claims_of(owner))

    assert_answers(ask(api, f"Bearer {token}"), 401, UNAUTHORIZED)


def test_a_revoked_token_is_refused_at_once(api, owner):
    header = f"Bearer {issue_access_token(owner)}"
    before = ask(api, header).status_code

    revoke_tokens_of(owner)

    assert before == 200
    assert_answers(ask(api, header), 401, UNAUTHORIZED)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_with_a_changed_part_is_refused(api, owner, part):
    parts = issue_access_token(owner).split(".")
    other = issue_access_token(owner, scope="other").split(".")
    parts[part] = other[part] if other[part] != parts[part] else parts[part][:-4] + "AAAA"

    assert_answers(ask(api, f"Bearer {'.'.join(parts)}"), 401, UNAUTHORIZED)


def test_finding_the_person_takes_one_query(api, owner):
    header = f"Bearer {issue_access_token(owner)}"

    with CaptureQueriesContext(
        connection,
    ) as queries:
        ask(api, header, "GET", "/itwins/nonsense")

    assert len(queries) == 1
