"""What browsers and proxies may keep."""

import pytest
from django.test import Client

from accounts.authentication.access_tokens import issue_access_token

PRIVATE = {"no-cache", "no-store", "private"}


def kept(response) -> set[str]:
    return {word.strip() for word in response.get("Cache-Control", "").split(",") if word.strip()}


@pytest.mark.parametrize("address", ["/app/", "/app/itwins"])
def test_a_page_of_a_person_is_kept_by_nobody(client, owner, address):
    client.force_login(owner)

    assert kept(client.get(address)) >= PRIVATE


def test_a_page_of_the_admin_is_kept_by_nobody(client, support):
    client.force_login(support)

    assert kept(client.get("/admin/")) >= PRIVATE


def test_going_back_after_sign_out_asks_to_sign_in(client, owner):
    client.force_login(owner)
    client.get("/app/itwins")
    client.post("/app/sign-out")

    assert client.get("/app/itwins")["Location"] == "/app/sign-in?next=%2Fapp%2Fitwins"


def test_what_is_the_same_to_everybody_may_be_kept(client, owner):
    client.force_login(owner)

    stylesheet = client.get("/static/css/tokens.css")
    stylesheet.close()
    itwins = client.get("/itwins", headers={"authorization": f"Bearer {issue_access_token(owner)}"})

    assert kept(stylesheet) & PRIVATE == set()
    assert kept(itwins) == {"must-revalidate", "no-cache", "private"}


def test_the_sign_in_page_is_always_a_new_one(db):
    assert kept(Client().get("/app/sign-in")) >= PRIVATE
