"""What the authorization endpoint refuses, to whom it says so, and whom it asks to sign in."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from oauth2_provider.models import Grant

from accounts.models import ApplicationKind
from tests.accounts.issuer.conftest import make_application
from tests.accounts.issuer.flows import (
    CALLBACK,
    answer_in,
    authorize_address,
)
from tests.factories import PASSWORD
from tests.twins.pages.reading import text_of


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "S512"}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": "openid everything"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "create"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"request": "eyJhbGciOiJub25lIn0."}, "request_not_supported"),
        ({"request_uri": "https://a.example/r"}, "request_uri_not_supported"),
    ],
    ids=str,
)
def test_what_is_not_offered_is_refused_at_the_applications_address(
    visitor, trusted, settings, changes, error
):
    answer = answer_in(visitor.get(authorize_address(trusted, **changes)))

    answer.pop("error_description", None)
    assert answer == {
        "to": CALLBACK,
        "error": error,
        "state": "a state",
        "iss": settings.ISSUER,
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "https://evil.example/signin-callback"},
        {"redirect_uri": CALLBACK + "/more"},
        {"redirect_uri": CALLBACK + "?more=1"},
        {"redirect_uri": CALLBACK + "#more"},
        {"redirect_uri": "http://localhost:3001/signin-callback"},
        {"redirect_uri": "http://localhost@evil.example:3000/signin-callback"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "//evil.example"},
        {"redirect_uri": "http://["},
        {"redirect_uri": "/app/"},
        {"client_id": "nobody"},
        {"client_id": None},
        {"client_id": "a" * 10_000},
        {"client_id": "a\0b"},
        {"state": "a\0b"},
        {"state": "a" * 10_000},
        {"nonce": "a" * 256},
    ],
    ids=lambda changes: str(changes)[:60],
)
@pytest.mark.parametrize("prompt", [None, "none"])
def test_nobody_is_led_to_an_address_that_may_not_be_the_applications(
    visitor, trusted, changes, prompt
):
    for client in (visitor, Client()):
        response = client.get(authorize_address(trusted, **{"prompt": prompt} | changes))

        assert response.status_code == 400
        assert response.templates[0].name == "accounts/application_refused.html"
        assert response["Cache-Control"] == "no-store"


def test_a_parameter_that_is_given_twice_is_refused(visitor, trusted):
    response = visitor.get(authorize_address(trusted) + "&scope=openid")

    assert response.status_code == 400
    assert b"&#x27;scope&#x27; is given more than once." in response.content


def test_an_address_may_be_left_out_where_only_one_is_registered(visitor, member, trusted):
    two, _ = make_application(
        member, redirect_uris=[CALLBACK, CALLBACK + "/2"], name="Two", is_trusted=True
    )

    one = answer_in(visitor.get(authorize_address(trusted, redirect_uri=None)))

    assert one["to"] == CALLBACK
    assert visitor.get(authorize_address(two, redirect_uri=None)).status_code == 400


def test_a_native_application_may_listen_at_any_port_of_its_machine(visitor, member):
    native, _ = make_application(
        member,
        kind=ApplicationKind.NATIVE,
        redirect_uris=["http://127.0.0.1/callback", "com.example.app:/callback"],
        is_trusted=True,
    )

    for address in ("http://127.0.0.1:49152/callback", "com.example.app:/callback"):
        answer = answer_in(visitor.get(authorize_address(native, redirect_uri=address)))
        assert (answer["to"], "code" in answer) == (address, True)


def test_a_port_that_is_none_gets_nothing_into_our_headers(visitor, member):
    native, _ = make_application(
        member, kind=ApplicationKind.NATIVE, redirect_uris=["http://127.0.0.1/callback"]
    )
    address = "http://127.0.0.1:1; script-src */callback"

    response = visitor.get(authorize_address(native, redirect_uri=address))

    assert response.status_code == 400
    assert "script-src" not in response["Content-Security-Policy"]


def test_a_service_cannot_ask_people(visitor, service):
    response = visitor.get(authorize_address(service[0], redirect_uri=None))

    assert response.status_code == 400


def test_whatever_state_an_application_keeps_comes_back(visitor, trusted):
    state = "ä & = # % +/ 漢"

    assert answer_in(visitor.get(authorize_address(trusted, state=state)))["state"] == state
    refused = visitor.get(authorize_address(trusted, state=state, scope="no"))
    assert answer_in(refused)["state"] == state


def test_words_that_we_do_not_offer_change_nothing(visitor, trusted):
    deep = "[" * 5000
    address = authorize_address(trusted, claims=deep, resource="https://a.example", acr_values="x")

    assert "code" in answer_in(visitor.get(address))
    assert Grant.objects.get().resource == []


@pytest.mark.parametrize("method", ["put", "delete", "head", "options"])
def test_other_methods_are_refused_with_a_page(visitor, trusted, method):
    response = getattr(visitor, method)(authorize_address(trusted))

    assert response.status_code == 405
    assert not Grant.objects.exists()


# --- Where a refusal is told ---------------------------------------------------------------------

REFUSED = {"response_type": "token"}


def test_an_application_that_nobody_allowed_leads_nobody_to_its_address(client, visitor, viewer):
    for browser in (client, visitor):
        for address in (
            authorize_address(viewer, **REFUSED),
            authorize_address(viewer, prompt="login", **REFUSED),
            authorize_address(viewer, code_challenge=None),
            authorize_address(viewer, scope="openid everything"),
        ):
            page = browser.get(address)

            assert page.status_code == 400
            assert page.templates[0].name == "accounts/application_refused.html"
            assert "localhost:3000" not in str(page.headers)


def test_the_page_says_what_the_application_asked_wrongly(client, viewer):
    page = text_of(client.get(authorize_address(viewer, code_challenge_method="plain")))

    assert "Viewer asked for something that is not offered here: invalid_request" in page
    assert "You were not sent on to localhost:3000." in page


def test_a_form_that_repeats_a_wrong_request_leads_nobody_on(visitor, viewer):
    for decision in ("allow", "deny", ""):
        answer = visitor.post(authorize_address(viewer, **REFUSED), {"decision": decision})

        assert answer.status_code == 400


def test_signing_in_first_leads_nobody_to_an_address_of_a_stranger(client, owner, viewer):
    page = f"/app/sign-in?{urlencode({'next': authorize_address(viewer, **REFUSED)})}"
    back = client.post(page, {"username": owner.email, "password": PASSWORD})

    assert client.get(back["Location"]).status_code == 400


def test_an_application_that_a_person_allowed_is_told_at_its_address(
    client, visitor, member, viewer
):
    visitor.post(authorize_address(viewer), {"decision": "allow"})

    address = authorize_address(viewer, **REFUSED)

    assert answer_in(visitor.get(address))["error"] == "unsupported_response_type"
    client.force_login(member)
    assert client.get(address).status_code == 400


def test_a_trusted_application_is_told_at_its_address(client, trusted):
    answer = answer_in(client.get(authorize_address(trusted, **REFUSED)))

    assert (answer["to"], answer["error"]) == (CALLBACK, "unsupported_response_type")


def test_an_application_that_asks_in_a_frame_is_told_at_its_address(client, viewer):
    answer = answer_in(client.get(authorize_address(viewer, prompt="none", **REFUSED)))

    assert (answer["to"], answer["error"]) == (CALLBACK, "unsupported_response_type")


# --- Who is asked to sign in ----------------------------------------------------------------------
