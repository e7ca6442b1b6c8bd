"""The certified OpenID provider of npm, and people who sign in there without a browser."""

import base64
import hashlib
import json
import secrets
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import requests

from tests.clients.node import HERE, node_or_skip
from tests.running_server import free_port

BACK = "http://127.0.0.1:3301/signin-callback"
# An application on somebody's computer, as the provider knows it: it has no secret.
NATIVE = {
    "client_id": "their-command-line",
    "application_type": "native",
    "redirect_uris": [BACK],
    "token_endpoint_auth_method": "none",
}
# A service, which acts for nobody but itself.
SERVICE = {
    "client_id": "their-service",
    "client_secret": "known-to-their-service-alone",
    "redirect_uris": [],
    "response_types": [],
    "grant_types": ["client_credentials"],
}


@contextmanager
def certified_provider(
    *, clients: Sequence[dict[str, Any]], person: dict[str, Any], api: str = ""
) -> Iterator[str]:
    """The issuer's address; whoever signs in is `person`, under the name that they type.

    With an `api`, access tokens with its scope are signed, and meant for that audience.
    """
    told = {"port": free_port(), "clients": clients, "person": person, "api": api}
    command = [node_or_skip(), "openid_provider.mjs", json.dumps(told)]
    with subprocess.Popen(
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def token_of_a_service(issuer: str) -> str:
    """The access token that the provider gives SERVICE."""
    return _token(
        issuer,
        {"grant_type": "client_credentials", "scope": "itwin-platform"},
        auth=(SERVICE["client_id"], SERVICE["client_secret"]),
    )


def token_of_a_person(issuer: str, login: str, scope: str = "openid itwin-platform") -> str:
    """The access token that NATIVE gets once a person has signed in and let it act for them."""
    verifier = secrets.token_urlsafe(32)
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    asked = {
        "response_type": "code",
        "client_id": NATIVE["client_id"],
        "redirect_uri": BACK,
        "scope": scope,
        "code_challenge": digest.rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    back = _sign_in(f"{issuer}/auth", asked, login)
    (code,) = parse_qs(urlsplit(back).query)["code"]
    return _token(
        issuer,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": BACK,
            "code_verifier": verifier,
            "client_id": NATIVE["client_id"],
        },
    )


def _sign_in(address: str, asked: dict[str, str], login: str) -> str:
    """Fills in the provider's two pages; returns where it then sends the browser."""
    with requests.Session() as browser:
        browser.trust_env = False
        page = browser.get(address, params=asked)
        page = browser.post(page.url, {"prompt": "login", "login": login, "password": "any"})
        answer = browser.post(page.url, {"prompt": "consent"}, allow_redirects=False)
        while not answer.headers["Location"].startswith(BACK):
            following = urljoin(answer.url, answer.headers["Location"])
            answer = browser.get(following, allow_redirects=False)
        return answer.headers["Location"]


def _token(issuer: str, form: dict[str, str], auth: Any = None) -> str:
    with requests.Session() as client:
        client.trust_env = False
        answer = client.post(f"{issuer}/token", form, auth=auth)
    assert answer.status_code == 200, answer.text
    return answer.json()["access_token"]
