"""The page that asks a person: what it says, and what becomes of the answer."""

import pytest
from django.test import Client
from oauth2_provider.models import Grant

from accounts.models import Consent
from accounts.operations.consents import withdraw_consent
from tests.accounts.issuer.conftest import make_application
from tests.accounts.issuer.flows import (
    CALLBACK,
    answer_in,
    authorize_address,
    path_of,
    refresh,
    tokens_for,
    who_is,
)


def test_the_page_says_who_asks_for_what_and_where_it_leads(visitor, viewer):
    page = visitor.get(authorize_address(viewer, scope="openid itwin-platform"))

    words = " ".join(page.content.decode().split())
    assert "<h1>Allow Viewer?</h1>" in words
    assert (
        "<li>Know who you are</li>"
        "<li>See and change, as you, what you can see and change in this registry</li> </ul>"
    ) in words
    assert "Registered by Member Tester of Acme Corporation." in words
    assert "You go on to <strong>localhost:3000</strong>." in words
    assert "You are signed in as owner@acme.example. Not you?" in words


def test_an_application_without_scopes_asks_for_the_platform(visitor, owner, viewer):
    address = authorize_address(viewer, scope=None)

    visitor.post(address, {"decision": "allow"})

    assert Consent.objects.get().scope == "itwin-platform"
    assert Grant.objects.get().scope == "itwin-platform"


def test_the_name_of_an_application_is_no_markup(visitor, member):
    application, _ = make_application(member, name="<script>alert(1)</script>")

    page = visitor.get(authorize_address(application))

    assert b"<script>" not in page.content


@pytest.mark.parametrize("answer", [{"decision": "deny"}, {}, {"decision": "ALLOW"}], ids=str)
def test_whoever_does_not_allow_it_denies_it(visitor, viewer, settings, answer):
    told = answer_in(visitor.post(authorize_address(viewer), answer))

    assert told == {
        "to": CALLBACK,
        "error": "access_denied",
        "state": "a state",
        "iss": settings.ISSUER,
    }
    assert not Consent.objects.exists()
    assert not Grant.objects.exists()


def test_a_yes_is_remembered(visitor, viewer):
    address = authorize_address(viewer)
    visitor.post(address, {"decision": "allow"})

    assert "code" in answer_in(visitor.get(address))
    assert "code" in answer_in(visitor.get(authorize_address(viewer, scope="openid")))


def test_a_new_scope_is_asked_for(visitor, viewer):
    visitor.post(authorize_address(viewer, scope="openid"), {"decision": "allow"})

    assert visitor.get(authorize_address(viewer, scope="openid email")).status_code == 200


def test_a_yes_is_for_one_person_and_one_application(visitor, member, viewer):
    other, _ = make_application(member, name="Other")
    visitor.post(authorize_address(viewer), {"decision": "allow"})

    assert visitor.get(authorize_address(other)).status_code == 200
    visitor.force_login(member)
    assert visitor.get(authorize_address(viewer)).status_code == 200


@pytest.mark.parametrize("prompt", ["consent", "select_account"])
def test_an_application_may_have_people_asked_again(visitor, viewer, trusted, prompt):
    visitor.post(authorize_address(viewer), {"decision": "allow"})

    for application in (viewer, trusted):
        assert visitor.get(authorize_address(application, prompt=prompt)).status_code == 200


def test_a_yes_that_was_taken_back_ends_everything(visitor, owner, viewer):
    tokens = tokens_for(visitor, viewer)

    withdraw_consent(user=owner, application=viewer)

    assert who_is(visitor, tokens["access_token"]) == 401
    assert refresh(visitor, viewer, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert visitor.get(authorize_address(viewer)).status_code == 200


def test_a_trusted_application_asks_nobody_and_nothing_is_remembered(visitor, trusted):
    assert "code" in answer_in(visitor.get(authorize_address(trusted)))

    assert not Consent.objects.exists()


def test_a_form_of_somebody_else_allows_nothing(owner, viewer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    response = client.post(authorize_address(viewer), {"decision": "allow"})

    assert response.status_code == 403
    assert not Consent.objects.exists()


def test_somebody_else_may_sign_in_instead(visitor, viewer):
    address = authorize_address(viewer)

    response = visitor.post(address, {"decision": "sign-out"})

    assert response["Location"] == address
    assert path_of(visitor.get(address)) == "/app/sign-in"
    assert not Consent.objects.exists()
