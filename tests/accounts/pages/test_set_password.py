"""The link that sets a first password."""

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.test import Client
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.authentication.access_tokens import issue_access_token
from accounts.models import User
from tests.factories.applications import make_service

NEW = "pear-lamp-42-fjord"


def link_of(person: User) -> str:
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    token = default_token_generator.make_token(person)
    return reverse("accounts:set_password", args=[uid, token])


@pytest.fixture
def link(member) -> str:
    return link_of(member)


def test_a_link_sets_a_password_once(link, member):
    client = Client()

    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    done = client.post(address, {"new_password1": NEW, "new_password2": NEW}, follow=True)
    again = Client().get(link, follow=True)

    assert "Set your password" in form.content.decode()
    assert "Your password is set. Sign in with it." in done.content.decode()
    member.refresh_from_db()
    assert member.check_password(NEW)
    assert "This link no longer works" in again.content.decode()


@pytest.mark.parametrize(("first", "second"), [(NEW, "other"), ("12345678", "12345678"), ("", "")])
def test_a_password_that_will_not_do_is_refused_with_the_reason(link, member, first, second):
    client = Client()
    address = client.get(link)["Location"]

    response = client.post(address, {"new_password1": first, "new_password2": second})

    assert 'role="alert"' in response.content.decode()
    member.refresh_from_db()
    assert not member.check_password(first)


def test_a_made_up_link_does_not_work(db):
    response = Client().get("/app/set-password/MQ/abc-def")

    assert "This link no longer works" in response.content.decode()


def test_no_link_sets_the_password_of_a_service(acme_corporation):
    robot = make_service(acme_corporation)[0].service_member

    response = Client().get(link_of(robot), follow=True)

    assert "This link no longer works" in response.content.decode()


def test_a_password_set_by_a_link_ends_what_was_open_and_every_wait(member, api):
    elsewhere, header = Client(), {"authorization": f"Bearer {issue_access_token(member)}"}
    elsewhere.force_login(member)
    for _ in range(10):
        locked = Client().post("/app/sign-in", {"username": member.email, "password": "wrong"})
    client = Client()

    client.post(
        client.get(link_of(member))["Location"], {"new_password1": NEW, "new_password2": NEW}
    )

    assert locked.status_code == 429
    assert elsewhere.get("/app/").status_code == 302
    assert api(None).get("/itwins", headers=header).status_code == 401
    form = {"username": member.email, "password": NEW}
    assert Client().post("/app/sign-in", form).status_code == 302


def test_a_link_tells_nobody_apart(link, member):
    """Of a person, of nobody, of a person with a wrong token: one page."""
    _, _, _, person, _ = link.split("/")
    nobody = urlsafe_base64_encode(force_bytes("00000000-0000-4000-8000-000000000000"))
    links = [f"/app/set-password/{uid}/abc-def" for uid in (person, nobody, "MQ", "\u2713")]

    pages = [Client().get(each) for each in links]

    assert {(page.status_code, page.content) for page in pages} == {(200, pages[0].content)}
