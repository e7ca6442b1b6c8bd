"""The list of a person's API tokens: what each is, its end, and what Home tells of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import ApiToken
from accounts.operations.api_tokens import revoke_api_token
from tests.accounts.pages.token_forms import PAGE, browser_of, names
from tests.factories.api_tokens import make_api_token
from tests.twins.pages.reading import text_of

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_the_list_tells_what_each_is_and_puts_first_what_works(owner, member):
    with time_machine.travel(NOON, tick=False) as clock:
        make_api_token(owner, "expired", days=7)
        clock.shift(timedelta(days=7))
        text = make_api_token(owner, "used", is_read_only=True, networks="127.0.0.0/8")
        for name in ("revoked", "ends soon"):
            clock.shift(timedelta(seconds=1))
            make_api_token(owner, name, days=7)
        make_api_token(member, "of somebody else")
        revoke_api_token(ApiToken.objects.get(name="revoked"))
        Client().get("/itwins/", headers={"Authorization": f"Bearer {text}"})
        clock.shift(timedelta(minutes=5))

        page = browser_of(owner).get(PAGE)

    new = "5 min ago"
    assert rows_of(page) == [
        f"ends soon … Read and write {new} Never Expires in 7 days Revoke ends soon",
        f"used … Read-only from 127.0.0.0/8 {new} {new} from 127.0.0.1 Expires in 90 days Revoke used",
        f"revoked … Read and write {new} Never Revoked {new} Delete revoked",
        f"expired … Read and write 1 Jun 2026 Never Expired {new} Delete expired",
    ]


def rows_of(response) -> list[str]:
    """What each row says, without exact times and without the beginnings of tokens."""
    rows = re.findall(r"<tr data-item[^>]*>(.*?)</tr>", response.content.decode(), re.DOTALL)
    words = [re.sub(r"<[^>]+>", " ", row) for row in rows]
    plain = [re.sub(r"\([^)]*UTC *\)|begins with|twst_[^…]*", " ", row) for row in words]
    return [" ".join(row.split()) for row in plain]


def test_one_click_revokes_and_says_so(owner):
    text = make_api_token(owner)
    token = ApiToken.objects.get()
    client = browser_of(owner)

    answer = client.post(f"{PAGE}/{token.pk}/revoke", follow=True)

    assert answer.redirect_chain == [(PAGE, 303)]
    assert "Revoked laptop: it is refused from now on." in text_of(answer)
    assert Client().get("/itwins/", headers={"Authorization": f"Bearer {text}"}).status_code == 401


def test_what_is_over_is_deleted_and_what_works_is_not(owner):
    make_api_token(owner)
    token = ApiToken.objects.get()
    client = browser_of(owner)

    too_early = client.post(f"{PAGE}/{token.pk}/delete", follow=True)
    revoke_api_token(token)
    deleted = client.post(f"{PAGE}/{token.pk}/delete", follow=True)

    assert "laptop still works. Revoke it first." in text_of(too_early)
    assert "Deleted laptop." in text_of(deleted)
    assert names(too_early) == ["laptop"]
    assert names(deleted) == []


@pytest.mark.parametrize("what", ["revoke", "delete"])
def test_nobody_touches_the_token_of_somebody_else(owner, admin, support, what):
    make_api_token(owner)
    before = list(ApiToken.objects.values())
    address = f"{PAGE}/{ApiToken.objects.get().pk}/{what}"

    for stranger in (admin, support):
        assert browser_of(stranger).post(address).status_code == 404
        assert names(browser_of(stranger).get(PAGE)) == []
    assert list(ApiToken.objects.values()) == before


@pytest.mark.parametrize("what", ["revoke", "delete"])
def test_looking_at_the_address_of_a_form_changes_nothing(owner, what):
    make_api_token(owner)
    before = list(ApiToken.objects.values())

    answer = browser_of(owner).get(f"{PAGE}/{ApiToken.objects.get().pk}/{what}")

    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    assert list(ApiToken.objects.values()) == before


def test_more_than_a_hundred_are_not_listed(owner):
    for number in range(101):
        make_api_token(owner, str(number))
        revoke_api_token(ApiToken.objects.get(name=str(number)))

    page = browser_of(owner).get(PAGE)

    assert len(names(page)) == 100
    assert "Only 100 are shown." in text_of(page)


def test_the_list_takes_as_many_queries_for_three_as_for_one(owner):
    make_api_token(owner)
    client = browser_of(owner)
    with CaptureQueriesContext(connection) as of_one:
        client.get(PAGE)
    make_api_token(owner, "second")
    make_api_token(owner, "third")

    with CaptureQueriesContext(connection) as of_three:
        assert len(names(client.get(PAGE))) == 3

    assert len(of_three) == len(of_one) <= 6


def test_the_menu_of_a_person_leads_there(owner):
    assert f'href="{PAGE}"' in browser_of(owner).get("/app/").content.decode()


def test_home_tells_of_tokens_that_expire_within_a_week(owner, member):
    with time_machine.travel(NOON, tick=False) as clock:
        make_api_token(owner, "laptop", days=8)
        make_api_token(owner, "revoked", days=7)
        make_api_token(owner, "lasting", days=30)
        make_api_token(member, "of somebody else", days=7)
        revoke_api_token(ApiToken.objects.get(name="revoked"))
        before = text_of(browser_of(owner).get("/app/"))
        clock.shift(timedelta(days=2))

        after = text_of(browser_of(owner).get("/app/"))

    assert "Needs your attention" not in before
    assert "Your API token “laptop” expires in 6 days" in after
    assert after.count("Your API token") == 1
