"""What browsers are told: where forms may end, which windows stay together, who may call from afar."""

import re
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import ApplicationKind
from tests.accounts.issuer.conftest import SIGNED_OUT, make_application
from tests.accounts.issuer.flows import authorize_address


def form_action(response):
    return re.search("form-action ([^;]*)", response["Content-Security-Policy"])[1]


def opener(response):
    return response["Cross-Origin-Opener-Policy"]


def sign_in_address(next_):
    return "/app/sign-in?" + urlencode({"next": next_})


def test_the_consent_page_leads_to_its_application_alone(visitor, viewer):
    page = visitor.get(authorize_address(viewer))

    assert form_action(page) == "'self' http://localhost:3000"
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("registered", "asked", "source"),
    [
        ("https://App.example/callback", "https://App.example/callback", "https://app.example"),
        ("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", "http://127.0.0.1:49152"),
        ("com.example.app:/cb", "com.example.app:/cb", "com.example.app:"),
    ],
)
def test_a_form_may_end_where_the_application_is(visitor, member, registered, asked, source):
    application, _ = make_application(
        member, kind=ApplicationKind.NATIVE, redirect_uris=[registered]
    )
    address = authorize_address(application, redirect_uri=asked)

    assert form_action(visitor.get(address)) == f"'self' {source}"
    assert form_action(Client().get(sign_in_address(address))) == f"'self' {source}"


def test_the_sign_in_page_leads_to_the_application_also_after_a_mistake(client, viewer):
    address = authorize_address(viewer)

    mistake = client.post("/app/sign-in", {"next": address, "username": "x", "password": "y"})

    assert mistake.status_code == 200
    assert form_action(mistake) == "'self' http://localhost:3000"
    assert opener(mistake) == "unsafe-none"


@pytest.mark.parametrize(
    "changes",
    [{"redirect_uri": "https://evil.example/"}, {"client_id": "nobody"}, {"state": "a\0b"}],
    ids=str,
)
def test_the_sign_in_page_leads_nowhere_for_a_request_that_is_refused(client, viewer, changes):
    page = client.get(sign_in_address(authorize_address(viewer, **changes)))

    assert form_action(page) == "'self'"
    assert opener(page) == "same-origin"


@pytest.mark.parametrize("next_", ["/app/", "", "/o/logout/", "https://evil.example/o/authorize/"])
def test_other_pages_stay_as_they_are(client, db, next_):
    page = client.get(sign_in_address(next_))

    assert form_action(page) == "'self'"
    assert opener(page) == "same-origin"


def test_the_window_of_a_sign_in_stays_the_applications_all_the_way(client, owner, viewer):
    owner.set_password("a password")
    owner.save()
    credentials = {"username": owner.email, "password": "a password"}
    address = authorize_address(viewer)

    away = client.get(address)
    page = client.get(away["Location"])
    back = client.post(away["Location"], credentials)
    consent = client.get(back["Location"])
    code = client.post(back["Location"], {"decision": "allow"})

    steps = [away, page, back, consent, code]
    assert [step.status_code for step in steps] == [302, 200, 302, 200, 302]
    assert [opener(step) for step in steps] == ["unsafe-none"] * 5
    assert opener(client.get("/app/")) == "same-origin"


def test_the_sign_out_page_leads_to_its_application_alone(visitor, viewer):
    asked = {"client_id": viewer.client_id, "post_logout_redirect_uri": SIGNED_OUT}

    page = visitor.get("/o/logout/?" + urlencode(asked))

    assert form_action(page) == "'self' http://localhost:3000"
    assert form_action(visitor.get("/o/logout/")) == "'self'"


@pytest.mark.parametrize(
    "path",
    [
        "/o/token",
        "/o/token/",
        "/o/userinfo/",
        "/o/revoke_token/",
        "/o/.well-known/openid-configuration",
        "/o/.well-known/jwks.json",
        "/.well-known/oauth-authorization-server/o",
    ],
)
def test_programs_of_any_origin_may_call_without_cookies(client, db, path):
    for origin in ("http://localhost:3000", "https://app.example"):
        preflight = client.options(
            path, headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
        )
        answer = client.get(path, headers={"Origin": origin})

        for response in (preflight, answer):
            assert response["Access-Control-Allow-Origin"] == "*"
            assert "Access-Control-Allow-Credentials" not in response
    assert preflight.status_code == 200


@pytest.mark.parametrize("path", ["/o/authorize/", "/o/authorize", "/o/logout/", "/app/sign-in"])
def test_pages_are_for_nobody_elses_scripts(client, db, path):
    response = client.get(path, headers={"Origin": "https://app.example"})

    assert "Access-Control-Allow-Origin" not in response
