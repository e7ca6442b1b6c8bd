"""Sign-out that an application asks for."""

from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from accounts.authentication.access_tokens import issue_access_token, signed
from tests.accounts.issuer.conftest import SIGNED_OUT, make_application
from tests.accounts.issuer.flows import answer_in, path_of, refresh, tokens_for, who_is


def sign_out_address(**asked):
    return "/o/logout/?" + urlencode(asked)


def is_signed_in(client):
    return client.get("/app/").status_code == 200


def test_an_application_signs_its_person_out_and_gets_the_browser_back(visitor, viewer):
    tokens = tokens_for(visitor, viewer)
    address = sign_out_address(
        id_token_hint=tokens["id_token"], post_logout_redirect_uri=SIGNED_OUT, state="ä & s"
    )

    answer = answer_in(visitor.get(address))

    assert answer == {"to": SIGNED_OUT, "state": "ä & s"}
    assert not is_signed_in(visitor)
    assert who_is(visitor, tokens["access_token"]) == 401
    over = refresh(visitor, viewer, tokens["refresh_token"])
    assert over.json()["error"] == "invalid_grant"


def test_tokens_of_other_applications_and_other_people_stay(visitor, owner, member, viewer):
    other, _ = make_application(member, name="Other", is_trusted=True)
    elsewhere = Client()
    elsewhere.force_login(member)
    others = [
        tokens_for(visitor, other)["access_token"],
        tokens_for(elsewhere, viewer)["access_token"],
        issue_access_token(owner),
    ]

    visitor.get(sign_out_address(id_token_hint=tokens_for(visitor, viewer)["id_token"]))

    assert [who_is(visitor, token) for token in others] == [200, 200, 200]
    assert is_signed_in(elsewhere)


def test_a_hint_that_is_long_over_is_still_one(visitor, owner, viewer):
    with time_machine.travel("2026-06-01T12:00Z", tick=False) as clock:
        hint = tokens_for(visitor, viewer)["id_token"]
        clock.shift(30 * 24 * 3600)
        visitor.force_login(owner)

        assert path_of(visitor.get(sign_out_address(id_token_hint=hint))) == "/app/sign-in"
        assert not is_signed_in(visitor)


@pytest.mark.parametrize("hint", ["", "garbage", "a.b.c"])
def test_people_are_asked_when_nobody_proves_that_it_is_their_application(visitor, viewer, hint):
    address = sign_out_address(
        id_token_hint=hint, client_id=viewer.client_id, post_logout_redirect_uri=SIGNED_OUT
    )

    page = visitor.get(address)

    assert page.status_code == 200
    assert "<strong>Viewer</strong> asks to sign you out" in page.content.decode()
    assert is_signed_in(visitor)
    assert answer_in(visitor.post(address)) == {"to": SIGNED_OUT}
    assert not is_signed_in(visitor)


def test_people_are_asked_when_the_application_means_somebody_else(visitor, member, viewer):
    hint = tokens_for(visitor, viewer)["id_token"]
    visitor.force_login(member)

    assert visitor.get(sign_out_address(id_token_hint=hint)).status_code == 200
    assert is_signed_in(visitor)


def test_a_token_that_somebody_else_made_is_no_hint(visitor, owner, viewer, settings):
    claims = {"iss": "https://other.example", "aud": viewer.client_id, "sub": str(owner.pk)}
    hint = signed(claims | {"jti": str(owner.pk)}, form="JWT")

    assert visitor.get(sign_out_address(id_token_hint=hint)).status_code == 200
    assert is_signed_in(visitor)


def test_whoever_is_signed_out_already_is_led_on(client, visitor, viewer, trusted):
    hint = tokens_for(visitor, viewer)["id_token"]
    proven = sign_out_address(id_token_hint=hint, post_logout_redirect_uri=SIGNED_OUT)
    ours = sign_out_address(client_id=trusted.client_id, post_logout_redirect_uri=SIGNED_OUT)

    assert answer_in(client.get(proven)) == {"to": SIGNED_OUT}
    assert answer_in(client.get(ours)) == {"to": SIGNED_OUT}
    assert path_of(client.get("/o/logout")) == "/app/sign-in"
    assert path_of(client.get(sign_out_address(client_id=viewer.client_id))) == "/app/sign-in"


@pytest.mark.parametrize("hint", ["", "garbage", "a.b.c"])
def test_nobody_is_led_to_an_address_of_a_stranger_unasked(client, viewer, hint):
    address = sign_out_address(
        id_token_hint=hint, client_id=viewer.client_id, post_logout_redirect_uri=SIGNED_OUT
    )

    page = client.get(address)

    assert page.status_code == 200
    words = page.content.decode()
    assert "<h1>You are signed out</h1>" in words
    assert "You go on to <strong>localhost:3000</strong>, as Viewer asked." in words
    assert "You are signed in as" not in words
    assert answer_in(client.post(address)) == {"to": SIGNED_OUT}


@pytest.mark.parametrize(
    "asked",
    [
        {"post_logout_redirect_uri": "https://evil.example/"},
        {"post_logout_redirect_uri": SIGNED_OUT + "?x=1"},
        {"post_logout_redirect_uri": "http://["},
        {"post_logout_redirect_uri": "javascript:alert(1)"},
        {"client_id": "", "post_logout_redirect_uri": SIGNED_OUT},
        {"client_id": "nobody"},
        {"client_id": "a\0b"},
        {"state": "a\0b"},
    ],
    ids=str,
)
def test_nobody_is_led_to_an_address_that_may_not_be_the_applications(visitor, viewer, asked):
    for client in (visitor, Client()):
        address = sign_out_address(**{"client_id": viewer.client_id} | asked)

        for response in (client.get(address), client.post(address)):
            assert response.status_code == 400
            assert response.templates[0].name == "accounts/application_refused.html"
    assert is_signed_in(visitor)


def test_a_hint_of_another_application_is_refused(visitor, member, viewer):
    other, _ = make_application(member, name="Other")
    hint = tokens_for(visitor, viewer)["id_token"]

    response = visitor.get(sign_out_address(id_token_hint=hint, client_id=other.client_id))

    assert response.status_code == 400
    assert is_signed_in(visitor)


def test_a_form_of_somebody_else_signs_nobody_out(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    assert client.post("/o/logout/").status_code == 403
    assert is_signed_in(client)
