"""A refused token request says what was wrong, to whoever asked and in the log, and no secret."""

import pytest

from tests.accounts.issuer.flows import VERIFIER, basic, code_for, exchange, post_form, refresh

CLIENT = "The client id or the secret is wrong, or the application may not ask for tokens any more."
SCOPE = "One of the scopes is not offered to this application; a service asks for itwin-platform."
KIND = "An application of this kind may not use this grant_type."
CODE = (
    "The code is over, was used, or was given to another application, redirect_uri or"
    " code_challenge."
)
REFRESH = "The refresh token is over, was used or given back, or belongs to another application."


def ask(client, client_id, secret, **parameters):
    asked = {"grant_type": "client_credentials"} | parameters
    return post_form(client, "/o/token/", asked, authorization=basic(client_id, secret))


@pytest.mark.parametrize("known", [True, False], ids=["wrong secret", "unknown application"])
def test_a_wrong_secret_and_an_unknown_application_are_told_alike(client, service, known):
    application, secret = service
    client_id = application.client_id if known else "service-unknown"

    response = ask(client, client_id, secret[:-1])

    assert response.status_code == 401
    assert response.json() == {"error": "invalid_client", "error_description": CLIENT}


def test_a_service_is_told_which_scope_is_its(client, service):
    application, secret = service

    response = ask(client, application.client_id, secret, scope="openid")

    assert response.status_code == 400
    assert response.json() == {"error": "invalid_scope", "error_description": SCOPE}


def test_an_application_of_people_is_told_that_it_is_no_service(client, viewer):
    asked = {"grant_type": "client_credentials", "client_id": viewer.client_id}

    response = post_form(client, "/o/token/", asked)

    assert response.json() == {"error": "unauthorized_client", "error_description": KIND}


def test_a_code_that_does_not_fit_is_told_so(visitor, trusted):
    code = code_for(visitor, trusted)

    response = exchange(visitor, trusted, code, code_verifier=VERIFIER + "x")

    assert response.json() == {"error": "invalid_grant", "error_description": CODE}


def test_a_refresh_token_that_is_none_is_told_so(visitor, trusted):
    response = refresh(visitor, trusted, "guessed")

    assert response.json() == {"error": "invalid_grant", "error_description": REFRESH}


def test_the_log_names_the_application_and_no_secret(client, service, lines):
    application, secret = service
    wrong = secret[:-1] + "x"

    ask(client, application.client_id, wrong)
    ask(client, secret, "pasted into the wrong field")

    written = "\n".join(lines())
    assert "error=invalid_client" in written
    assert f"client_id={application.client_id}" in written
    assert wrong not in written
    assert secret not in written


@pytest.mark.parametrize("header", ["Basic", "Basic %%%", "Basic /w==", "Bearer x", "Basic OjpA"])
def test_an_unreadable_header_is_no_bug(db, client, header):
    asked = {"grant_type": "client_credentials"}

    response = post_form(client, "/o/token/", asked, authorization=header)

    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


def test_a_page_that_leads_nowhere_leaves_a_line_that_says_why(client, viewer, lines):
    evil = "https://evil.example/in?code=1"

    client.get("/o/authorize/", {"client_id": viewer.client_id, "redirect_uri": evil})

    written = "\n".join(lines())
    assert "reason=WayBackUnknown" in written
    assert f"client_id={viewer.client_id}" in written
    assert "leads_to=https://evil.example/in " in written
