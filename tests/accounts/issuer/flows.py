"""What a client does at the issuer, over HTTP: PKCE, the way there and back, and tokens."""

import base64
import hashlib
from urllib.parse import parse_qsl, urlencode, urlsplit

VERIFIER = "a-verifier-that-is-long-enough-for-rfc-7636"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:-1]
CALLBACK = "http://localhost:3000/signin-callback"
FORM = "application/x-www-form-urlencoded"
EVERY_SCOPE = "openid profile email offline_access itwin-platform"


def authorize_address(application, **changes):
    """Of a proper request; a change to None leaves a parameter out."""
    asked = {
        "client_id": application.client_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": EVERY_SCOPE,
        "state": "a state",
        "nonce": "a nonce",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
    } | changes
    return "/o/authorize/?" + urlencode({k: v for k, v in asked.items() if v is not None})


def answer_in(response):
    """What a redirect tells the application, with the address it leads to as `to`."""
    assert response.status_code == 302, response.content
    to, _, query = response["Location"].partition("?")
    return {"to": to} | dict(parse_qsl(query))


def code_for(client, application, **changes):
    """A code, after saying yes if we are asked."""
    address = authorize_address(application, **changes)
    response = client.get(address)
    if response.status_code == 200:
        response = client.post(address, {"decision": "allow"})
    return answer_in(response)["code"]


def post_form(client, path, parameters, **headers):
    return client.post(path, urlencode(parameters, doseq=True), FORM, headers=headers)


def exchange(client, application, a_code, **changes):
    asked = {
        "grant_type": "authorization_code",
        "code": a_code,
        "redirect_uri": CALLBACK,
        "client_id": application.client_id,
        "code_verifier": VERIFIER,
    } | changes
    return post_form(client, "/o/token/", {k: v for k, v in asked.items() if v is not None})


def tokens_for(client, application, **changes):
    response = exchange(client, application, code_for(client, application, **changes))
    assert response.status_code == 200, response.content
    return response.json()


def refresh(client, application, token, **changes):
    asked = {
        "grant_type": "refresh_token",
        "refresh_token": token,
        "client_id": application.client_id,
    }
    return post_form(client, "/o/token/", asked | changes)


def basic(client_id, secret):
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def who_is(client, access_token):
    """The status with which the API answers a token."""
    return client.get("/users/me", headers={"Authorization": f"Bearer {access_token}"}).status_code


def path_of(response):
    return urlsplit(response["Location"]).path
