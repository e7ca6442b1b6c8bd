"""Checking a token on the page of tokens: what the API would say, and why."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.authentication.access_tokens import issue_access_token
from accounts.models import ApiToken
from accounts.operations.access_tokens import revoke_tokens_of
from accounts.operations.api_tokens import revoke_api_token
from tests.accounts.authentication.forged_tokens import ourselves, rs256, unsigned
from tests.factories.api_tokens import make_api_token
from tests.openid_provider import key_of
from tests.twins.pages.reading import text_of

CHECK = "/app/tokens/check"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def check(member):
    """What the page says of a token, to somebody who may hold one of somebody else's."""
    client = Client()

    def ask(text: str) -> str:
        client.force_login(member)
        answer = client.post(CHECK, {"token": text})
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert not text.strip() or text not in answer.content.decode()
        words = text_of(answer).partition("Check a token")[2]
        return words.partition(" Token ")[0].strip()

    return ask


def test_a_token_that_works_says_until_when_and_what_it_does(check, owner):
    with time_machine.travel(NOON, tick=False):
        text = make_api_token(owner, days=30, is_read_only=True)
        reads = check(text)
        writes = check(f" Bearer {make_api_token(owner, 'other', days=30)}\n")

    assert reads == "Works. It reads what Owner Tester may see. It expires on 1 Jul 2026."
    assert writes == "Works. It does what Owner Tester may do. It expires on 1 Jul 2026."


def test_a_check_is_no_use(check, owner):
    check(make_api_token(owner))

    assert ApiToken.objects.get().last_used_at is None


def test_why_an_api_token_is_refused(check, owner, newcomer):
    with time_machine.travel(NOON, tick=False) as clock:
        revoked = make_api_token(owner, "revoked")
        revoke_api_token(ApiToken.objects.get())
        deleted = make_api_token(owner, "deleted")
        ApiToken.objects.filter(name="deleted").delete()
        elsewhere = make_api_token(owner, "elsewhere", networks="10.0.0.0/8")
        gone = make_api_token(newcomer, "gone")
        type(newcomer).objects.filter(pk=newcomer.pk).update(is_active=False)
        expired = make_api_token(owner, "expired", days=1)
        clock.shift(timedelta(days=1))

        assert check(revoked) == (
            "Refused. It was revoked on 1 Jun 2026. Create another on this page."
        )
        assert check(expired) == ("Refused. It expired on 2 Jun 2026. Create another on this page.")
        assert check(deleted) == (
            "Refused. It was not made here, or it was deleted. Create another on this page."
        )
        assert check(deleted[:-1]) == (
            "Refused. A part of it is missing or was changed. Copy all of it again."
        )
        assert check(elsewhere) == (
            "Refused. It works only from 10.0.0.0/8, and you are at 127.0.0.1."
        )
        assert check(gone) == (
            "Refused. Its person is no longer active here. Ask whoever runs this registry."
        )


def test_an_access_token_that_works(check, owner):
    assert check(issue_access_token(owner)) == "Works. It does what Owner Tester may do."


def test_why_an_access_token_is_refused(check, owner, settings):
    revoked = issue_access_token(owner)
    revoke_tokens_of(owner)
    foreign = ourselves(owner).token(rs256(key_of("foreign")), iss="https://elsewhere.example/o")
    ask = "Refused. It was revoked, its person is gone, or somebody else signed it. Ask for a new one."

    assert check(revoked) == ask
    assert check(ourselves(owner).token(unsigned)) == ask
    assert check(ourselves(owner).token(rs256(key_of("foreign")), exp=-1)) == (
        "Refused. It has expired. Ask for a new one."
    )
    assert check(foreign) == (
        "Refused. It was issued by https://elsewhere.example/o."
        f" The issuer of this registry is {settings.ISSUER}."
    )
    assert check(issue_access_token(owner, scope="openid")) == (
        "Refused. It lacks the scope itwin-platform. Ask for it with that scope."
    )


@pytest.mark.parametrize(
    "text",
    ["nonsense", "a.b.c", "\x00", "x" * 60_000, "W10.W10.W10", "twst", "bnVsbA.bnVsbA.bnVsbA"],
)
def test_what_is_no_token_is_told_so(check, text):
    assert check(text) == "Refused. This is no token: a part is missing, or it is something else."


@pytest.mark.parametrize("text", ["", "  ", "Bearer "])
def test_nothing_is_asked_for(check, text):
    assert check(text).startswith("Refused.")


def test_the_address_by_itself_leads_to_the_page(client, member):
    client.force_login(member)

    assert client.get(CHECK)["Location"] == "/app/tokens"
