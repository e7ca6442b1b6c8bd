"""The token endpoint: services, errors in the words of RFC 6749, and whatever else arrives."""

from urllib.parse import quote_plus

import jwt
import pytest
from django.test import Client
from oauth2_provider.models import AccessToken, RefreshToken

from accounts.models import ApplicationKind
from tests.accounts.issuer.conftest import make_application
from tests.accounts.issuer.flows import (
    FORM,
    basic,
    code_for,
    exchange,
    post_form,
    refresh,
    tokens_for,
    who_is,
)
from tests.factories import make_itwin, make_member


def ask(client, parameters=None, **headers):
    asked = {"grant_type": "client_credentials"} | (parameters or {})
    return post_form(client, "/o/token/", asked, **headers)


def in_basic(service):
    application, secret = service
    return {"Authorization": basic(application.client_id, secret)}


def in_encoded_basic(service):
    application, secret = service
    return {"Authorization": basic(quote_plus(application.client_id), quote_plus(secret))}


def test_a_service_gets_a_token_of_its_own_member(client, service, settings):
    response = ask(client, **in_basic(service))

    assert response.status_code == 200
    answer = response.json()
    claims = jwt.decode(answer.pop("access_token"), options={"verify_signature": False})
    assert claims["sub"] == str(service[0].service_member_id)
    assert claims["client_id"] == service[0].client_id
    assert answer == {"token_type": "Bearer", "expires_in": 3600, "scope": "itwin-platform"}
    assert AccessToken.objects.get().user == service[0].service_member
    assert not RefreshToken.objects.exists()


@pytest.mark.parametrize("credentials", [in_basic, in_encoded_basic])
def test_a_secret_may_be_encoded_or_not(client, admin, acme_corporation, credentials):
    service = make_application(
        admin,
        kind=ApplicationKind.SERVICE,
        organization=acme_corporation,
        client_id="nightly-report",
        secret="a.secret_that-is~safe",
    )

    assert ask(client, **credentials(service)).status_code == 200


def test_a_secret_of_any_letters_may_be_encoded(client, admin, acme_corporation):
    service = make_application(
        admin,
        kind=ApplicationKind.SERVICE,
        organization=acme_corporation,
        secret="s3cret+/=: %ä",
    )

    assert ask(client, **in_encoded_basic(service)).status_code == 200


def test_a_secret_may_come_in_the_body(client, service):
    application, secret = service
    asked = {"client_id": application.client_id, "client_secret": secret}

    assert ask(client, asked).status_code == 200


def test_a_service_sees_what_its_member_is_a_member_of(client, service, acme, owner):
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")
    make_itwin(acme, owner=owner, display_name="Tunnel")
    make_member(bridge, service[0].service_member)
    token = ask(client, **in_basic(service)).json()["access_token"]

    listed = client.get("/itwins/", headers={"Authorization": f"Bearer {token}"}).json()

    assert [itwin["displayName"] for itwin in listed["iTwins"]] == ["Bridge"]


@pytest.mark.parametrize("scope", ["openid", "itwin-platform offline_access", "everything"])
def test_a_service_gets_the_platform_and_nothing_else(client, service, scope):
    response = ask(client, {"scope": scope}, **in_basic(service))

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_scope"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "header",
    [
        lambda s: basic(s[0].client_id, "wrong"),
        lambda s: basic(s[0].client_id, ""),
        lambda s: basic("nobody", s[1]),
        lambda s: basic("no\0body", s[1]),
        lambda s: basic("a" * 10_000, s[1]),
        lambda s: "Basic",
        lambda s: "Basic !",
        lambda s: "Basic /w==",
        lambda s: "Bearer " + s[1],
    ],
)
def test_whoever_does_not_know_the_secret_gets_nothing(client, service, header):
    response = ask(client, Authorization=header(service))

    assert response.status_code == 401
    assert response.json()["error"] == "invalid_client"
    assert response["WWW-Authenticate"] == 'Basic realm="applications"'
    assert response["Cache-Control"] == "no-store"
    assert not AccessToken.objects.exists()


def test_the_secret_of_a_service_is_kept_as_a_hash(service):
    application, secret = service

    assert secret not in application.client_secret


def test_the_token_of_a_service_that_was_deactivated_is_over(client, service):
    token = ask(client, **in_basic(service)).json()["access_token"]
    assert who_is(client, token) == 200

    member = service[0].service_member
    member.is_active = False
    member.save()

    assert who_is(client, token) == 401
    response = ask(client, **in_basic(service))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("kind", [ApplicationKind.SINGLE_PAGE, ApplicationKind.WEB])
def test_only_a_service_acts_as_itself(client, member, kind):
    application, secret = make_application(member, kind=kind)
    asked = {"client_id": application.client_id, "client_secret": secret}

    response = ask(client, asked)

    assert (response.status_code, response.json()["error"]) == (400, "unauthorized_client")


def test_a_web_application_proves_itself_with_its_secret(visitor, member):
    web, secret = make_application(member, kind=ApplicationKind.WEB, is_trusted=True)

    without = exchange(visitor, web, code_for(visitor, web))
    wrong = exchange(visitor, web, code_for(visitor, web), client_secret="wrong")
    right = exchange(visitor, web, code_for(visitor, web), client_secret=secret)

    assert [r.status_code for r in (without, wrong, right)] == [401, 401, 200]


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"grant_type": "password", "username": "a", "password": "b"}, "unsupported_grant_type"),
        ({"grant_type": "implicit"}, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": ["client_credentials", "client_credentials"]}, "invalid_request"),
        ({"grant_type": "client_credentials", "scope": "a\0b"}, "invalid_request"),
        ({"grant_type": "client_credentials", "scope": "a" * 10_000}, "invalid_request"),
        ({"grant_type": "client_credentials", "a\0b": "c"}, "invalid_request"),
        ({"grant_type": "authorization_code", "code": "a\0b"}, "invalid_request"),
        ({f"p{n}": "v" for n in range(1001)}, "invalid_request"),
        ({}, "invalid_request"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_cannot_be_understood_is_refused_in_json(client, service, parameters, error):
    response = post_form(client, "/o/token/", parameters, **in_basic(service))

    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    assert response.json()["error"] == error


@pytest.mark.parametrize("path", ["/o/token", "/o/token/", "/o/revoke_token", "/o/revoke_token/"])
@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ('{"grant_type": "client_credentials"}', "application/json"),
        ("grant_type=client_credentials", "text/plain"),
        ("grant_type=client_credentials", "application/x-www-form-urlencoded; charset=utf-16"),
        ("--x", "multipart/form-data; boundary=x"),
        ("", ""),
    ],
)
def test_a_body_that_is_no_form_is_refused_in_json(client, service, path, body, content_type):
    response = client.post(path, body, content_type, headers=in_basic(service))

    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


@pytest.mark.parametrize("path", ["/o/token", "/o/revoke_token"])
def test_a_secret_in_an_address_is_refused(client, service, path):
    application, secret = service
    path += f"?client_id={application.client_id}&client_secret={secret}"

    response = client.post(path, "grant_type=client_credentials&token=x", FORM)

    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("path", ["/o/token", "/o/token/", "/o/revoke_token/"])
@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "patch", "options"])
def test_another_method_is_refused_in_json(client, path, method):
    response = getattr(client, method)(path)

    assert response.status_code == 405
    assert response["Allow"] == "OPTIONS, POST"
    assert response["Cache-Control"] == "no-store"
    assert method == "head" or response.json()["error"] == "invalid_request"


def test_a_token_is_asked_for_without_a_form_of_ours(service):
    client = Client(enforce_csrf_checks=True)

    assert ask(client, **in_basic(service)).status_code == 200


def test_nobody_inactive_gets_a_token(visitor, owner, trusted):
    code = code_for(visitor, trusted)
    tokens = tokens_for(visitor, trusted)
    owner.is_active = False
    owner.save()

    for response in (
        exchange(visitor, trusted, code),
        refresh(visitor, trusted, tokens["refresh_token"]),
    ):
        assert (response.status_code, response.json()["error"]) == (400, "invalid_grant")
    assert who_is(visitor, tokens["access_token"]) == 401


def test_a_resource_that_is_named_changes_nothing(visitor, trusted):
    response = exchange(visitor, trusted, code_for(visitor, trusted), resource="a word")

    token = response.json()["access_token"]
    header = {"Authorization": f"Bearer {token}"}
    assert visitor.get("/o/userinfo", headers=header).status_code == 200
