"""The lines that a request leaves in the log, as the console handler writes them."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.authentication.access_tokens import issue_access_token

pytestmark = pytest.mark.django_db


def fields(line: str) -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\S+)", line))


def test_a_request_leaves_one_line_that_says_who_what_and_how_it_ended(client, owner, lines):
    response = client.get(
        "/itwins/?$top=5&$search=secret",
        headers={"authorization": f"Bearer {issue_access_token(owner)}", "x-correlation-id": "c-1"},
    )

    (line,) = lines()
    logged = fields(line)
    assert float(logged.pop("milliseconds")) > 0
    assert logged == {
        "correlation_id": "c-1",
        "method": "GET",
        "path": "/itwins/",
        "status": str(response.status_code),
        "user_id": str(owner.pk),
    }


def test_a_person_who_signed_in_is_named_by_their_session(client, support, lines):
    client.force_login(support)

    client.get("/admin/")

    assert fields(lines()[-1])["user_id"] == str(support.pk)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/itwins", {}, "401"),
        ("/itwins", {"authorization": "Bearer not.a.token"}, "401"),
        ("/itwins/nothing/here", {}, "404"),
        ("/itwins", {"host": "elsewhere.example"}, "400"),
    ],
)
def test_a_refusal_leaves_one_line_and_no_traceback(client, lines, path, headers, status):
    client.get(path, headers=headers)

    (line,) = lines()
    assert fields(line)["status"] == status


def test_a_bug_leaves_a_traceback_with_the_id_of_the_answer(owner, lines, monkeypatch):
    monkeypatch.setattr("accounts.authentication.bearer.holder_of_access_token", None)
    client = Client(raise_request_exception=False)

    response = client.get("/itwins", headers={"authorization": "Bearer a-secret-token"})

    assert response.status_code == 500
    written = lines()
    assert "TypeError: 'NoneType' object is not callable" in written
    starts = [line for line in written if response["x-correlation-id"] in line]
    assert [bool(re.search(r"\[error +\]", line)) for line in starts] == [True, True]
    assert fields(starts[-1])["status"] == "500"


def test_no_line_carries_a_token_a_password_or_a_cookie(owner, lines, monkeypatch):
    token = issue_access_token(owner)
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "a-session-key"

    client.get("/itwins", headers={"authorization": f"Bearer {token}"})
    client.get("/itwins", headers={"authorization": f"Basic {token}"})
    monkeypatch.setattr("accounts.authentication.bearer.holder_of_access_token", None)
    client.get("/itwins", headers={"authorization": f"Bearer {token}"})

    written = "\n".join(lines())
    assert token not in written
    assert "a-session-key" not in written
    assert len(re.findall("status=500", written)) == 1


def test_a_one_time_link_is_not_repeated(client, lines):
    client.get("/app/set-password/Mg/the-one-time-token")

    assert "the-one-time-token" not in "\n".join(lines())


def test_probes_leave_no_line(client, lines):
    client.get("/livez")
    client.get("/readyz")

    assert lines() == []
