"""Whom the authorization endpoint asks to sign in, anew too, and when it asks nobody."""

from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from oauth2_provider.models import Grant

from tests.accounts.issuer.flows import (
    CALLBACK,
    answer_in,
    authorize_address,
    path_of,
    tokens_for,
)
from tests.factories import PASSWORD


def test_whoever_is_not_signed_in_does_so_and_comes_back(client, owner, trusted):
    address = authorize_address(trusted)
    sign_in = client.get(address)
    assert path_of(sign_in) == "/app/sign-in"

    credentials = {"username": owner.email, "password": PASSWORD}
    back = client.post(sign_in["Location"], credentials)

    assert "code" in answer_in(client.get(back["Location"]))


def test_prompt_none_shows_no_page_to_whoever_is_not_signed_in(client, trusted, settings):
    answer = answer_in(client.get(authorize_address(trusted, prompt="none")))

    assert answer == {
        "to": CALLBACK,
        "error": "login_required",
        "state": "a state",
        "iss": settings.ISSUER,
    }


@pytest.mark.parametrize("scope", ["openid itwin-platform", "itwin-platform"])
def test_prompt_none_shows_no_page_to_whoever_did_not_consent(visitor, viewer, scope):
    address = authorize_address(viewer, prompt="none", scope=scope)

    assert answer_in(visitor.get(address))["error"] == "consent_required"

    visitor.post(authorize_address(viewer, scope=scope), {"decision": "allow"})
    assert "code" in answer_in(visitor.get(address))


def test_prompt_none_is_enough_for_a_trusted_application(visitor, trusted):
    assert "code" in answer_in(visitor.get(authorize_address(trusted, prompt="none")))


def test_prompt_none_is_about_the_person_whom_the_application_knows(visitor, member, trusted):
    known = tokens_for(visitor, trusted)["id_token"]
    address = authorize_address(trusted, prompt="none", id_token_hint=known)
    assert "code" in answer_in(visitor.get(address))

    visitor.force_login(member)

    assert answer_in(visitor.get(address))["error"] == "login_required"
    garbage = authorize_address(trusted, prompt="none", id_token_hint="garbage")
    assert answer_in(visitor.get(garbage))["error"] == "login_required"


def sign_in(client, person, address="/app/sign-in"):
    return client.post(address, {"username": person.email, "password": PASSWORD})


@pytest.mark.parametrize("asked", [{"prompt": "login"}, {"max_age": "60"}], ids=str)
def test_an_application_may_ask_people_to_sign_in_again(client, owner, trusted, asked):
    with time_machine.travel("2026-06-01T12:00Z", tick=False) as clock:
        sign_in(client, owner)
        clock.shift(61)
        page = client.get(authorize_address(trusted, **asked))
        assert path_of(page) == "/app/sign-in"
        assert client.get(page["Location"]).status_code == 200
        clock.shift(5)

        back = sign_in(client, owner, page["Location"])

        assert "code" in answer_in(client.get(back["Location"]))
        clock.shift(61)
        assert path_of(client.get(authorize_address(trusted, **asked))) == "/app/sign-in"


def test_who_signs_in_again_may_be_somebody_else(visitor, member, trusted):
    page = visitor.get(authorize_address(trusted, prompt="login"))

    back = sign_in(visitor, member, page["Location"])

    assert "code" in answer_in(visitor.get(back["Location"]))
    assert Grant.objects.get().user == member


def test_going_back_without_signing_in_again_helps_nobody(visitor, trusted):
    page = visitor.get(authorize_address(trusted, prompt="login"))
    back = parse_qs(urlsplit(page["Location"]).query)["next"][0]

    assert path_of(visitor.get(back)) == "/app/sign-in"


def test_an_application_cannot_say_that_somebody_signed_in_again(visitor, trusted):
    address = authorize_address(trusted, prompt="login", asked_at="0")

    assert path_of(visitor.get(address)) == "/app/sign-in"


@pytest.mark.parametrize("asked", [{"prompt": "login"}, {"max_age": "60"}], ids=str)
def test_a_sign_in_on_another_device_is_none_on_this_one(client, owner, trusted, asked):
    with time_machine.travel("2026-06-01T12:00Z", tick=False) as clock:
        sign_in(client, owner)
        clock.shift(61)
        page = client.get(authorize_address(trusted, **asked))
        back = parse_qs(urlsplit(page["Location"]).query)["next"][0]
        clock.shift(5)

        sign_in(Client(), owner)

        assert path_of(client.get(back)) == "/app/sign-in"
        assert client.get(page["Location"]).status_code == 200
        silent = authorize_address(trusted, prompt="none", max_age="60")
        assert answer_in(client.get(silent))["error"] == "login_required"


def test_a_session_that_does_not_know_its_sign_in_is_no_recent_one(visitor, trusted):
    assert path_of(visitor.get(authorize_address(trusted, max_age="60"))) == "/app/sign-in"


def test_a_sign_in_that_is_young_enough_counts(client, support, trusted):
    for page in ("/app/sign-in", "/admin/login/"):
        sign_in(client, support, page)
        assert "code" in answer_in(client.get(authorize_address(trusted, max_age="60")))
        client.logout()


def test_a_sign_in_that_is_young_enough_counts_in_silence(client, owner, trusted):
    sign_in(client, owner)
    address = authorize_address(trusted, max_age="60", prompt="none")
    assert "code" in answer_in(client.get(address))


def test_too_old_a_sign_in_is_told_without_a_page(client, owner, trusted):
    with time_machine.travel("2026-06-01T12:00Z", tick=False) as clock:
        sign_in(client, owner)
        clock.shift(61)

        answer = answer_in(client.get(authorize_address(trusted, prompt="none", max_age="60")))

    assert answer["error"] == "login_required"


def test_the_session_of_somebody_inactive_opens_nothing(visitor, owner, trusted):
    owner.is_active = False
    owner.save()

    assert path_of(visitor.get(authorize_address(trusted))) == "/app/sign-in"
    silent = visitor.get(authorize_address(trusted, prompt="none"))
    assert answer_in(silent)["error"] == "login_required"
