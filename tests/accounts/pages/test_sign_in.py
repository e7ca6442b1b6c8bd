"""Signing in and out."""

import pytest
from django.test import Client

from tests.factories import PASSWORD
from tests.factories.applications import make_service


@pytest.fixture
def client() -> Client:
    return Client()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post("/app/sign-in", {"username": email, "password": password} | more)


def test_a_person_signs_in_with_address_and_password(client, member):
    response = sign_in(client, "Member@ACME.example", next="/app/recents?search=a")

    assert (response.status_code, response["Location"]) == (302, "/app/recents?search=a")
    assert client.get("/app/recents").status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["", "https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"]
)
def test_sign_in_leads_home_when_the_way_back_is_not_ours(client, member, elsewhere):
    assert sign_in(client, member.email, next=elsewhere)["Location"] == "/app/"


@pytest.mark.parametrize(
    ("email", "password"),
    [("member@acme.example", "wrong"), ("nobody@acme.example", PASSWORD), ("", ""), ("x\x00", "y")],
)
def test_a_wrong_address_and_a_wrong_password_get_the_same_page(client, member, email, password):
    response = sign_in(client, email, password)

    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert client.get("/app/").status_code == 302


def test_the_same_sentence_tells_of_a_wrong_password_and_of_an_inactive_person(client, member):
    wrong = sign_in(client, member.email, "wrong").content.decode()
    member.is_active = False
    member.save()
    inactive = sign_in(client, member.email).content.decode()

    for page in (wrong, inactive):
        assert "This e-mail address and password do not fit together." in page


def test_who_is_signed_in_already_goes_home(client, member):
    client.force_login(member)

    assert client.get("/app/sign-in")["Location"] == "/app/"


def test_signing_out_needs_a_form(client, member):
    client.force_login(member)

    assert client.get("/app/sign-out").status_code == 405
    assert client.get("/app/").status_code == 200
    assert client.post("/app/sign-out")["Location"] == "/app/sign-in"
    assert client.get("/app/").status_code == 302


def test_the_page_lets_password_managers_in(client, db):
    page = client.get("/app/sign-in").content.decode()

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


@pytest.mark.parametrize("password", ["", "!", "None", "{stored}", "{secret}"])
def test_nobody_signs_in_as_a_service(acme_corporation, password):
    service, secret = make_service(acme_corporation)
    robot = service.service_member
    given = password.format(stored=robot.password, secret=secret)

    answer = Client().post("/app/sign-in", {"username": robot.email, "password": given})

    assert answer.status_code == 200
    assert "_auth_user_id" not in answer.client.session
