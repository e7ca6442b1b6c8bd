"""Providers that err, lie or are imitated: a page each, and nobody is signed in or added."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from datetime import timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from jwt.utils import base64url_encode

from accounts.models import User
from tests.accounts.pages.conftest import CALLBACK
from tests.openid_provider import OpenIdProvider, key_of, signed
from tests.twins.pages.reading import text_of

UNTRUSTED = (403, "This sign-in cannot be trusted")
DOWN = (503, "The sign-in of your organization is down")
OVER = (400, "This sign-in is over")
MISSING = (403, "Your e-mail address is missing")
UNVERIFIED = (403, "Your e-mail address is not verified")
PAST = int(time.time()) - 3600


def unsigned(claims: dict) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"})


def signed_with_the_public_key(claims: dict) -> str:
    """The classic confusion: what everybody may know, taken for a shared secret."""
    public = key_of("ours").public_key()
    secret = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = [{"alg": "HS256", "kid": "k1"}, claims]
    written = b".".join(base64url_encode(json.dumps(part).encode()) for part in parts)
    mark = hmac.digest(secret, written, hashlib.sha256)
    return f"{written.decode()}.{base64url_encode(mark).decode()}"


def claiming(**claims: object) -> Callable[[OpenIdProvider], None]:
    return lambda provider: provider.claims.update(claims)


def being(**qualities: object) -> Callable[[OpenIdProvider], None]:
    return lambda provider: vars(provider).update(qualities)


def junk_at(endpoint: str, answer: object) -> Callable[[OpenIdProvider], None]:
    def lie(provider: OpenIdProvider) -> None:
        provider.discovery[endpoint] = f"{provider.issuer}/me"
        provider.userinfo = (200, answer)

    return lie


@pytest.mark.parametrize(
    ("lie", "expected"),
    [
        pytest.param(claiming(iss="https://elsewhere.example"), UNTRUSTED, id="another issuer"),
        pytest.param(claiming(aud="another"), UNTRUSTED, id="another audience"),
        pytest.param(claiming(aud=["twinstead", "another"]), UNTRUSTED, id="many, without azp"),
        pytest.param(claiming(azp="another"), UNTRUSTED, id="another party"),
        pytest.param(claiming(exp=PAST), UNTRUSTED, id="expired"),
        pytest.param(claiming(exp=None), UNTRUSTED, id="without end"),
        pytest.param(claiming(iat=PAST + 7200, exp=PAST + 9999), UNTRUSTED, id="of the future"),
        pytest.param(claiming(nonce="another"), UNTRUSTED, id="another nonce"),
        pytest.param(claiming(nonce=None), UNTRUSTED, id="no nonce"),
        pytest.param(claiming(sub=None), UNTRUSTED, id="no subject"),
        pytest.param(claiming(sub=""), UNTRUSTED, id="an empty subject"),
        pytest.param(claiming(sub="x" * 256), UNTRUSTED, id="a subject too long"),
        pytest.param(being(write=unsigned), UNTRUSTED, id="alg none"),
        pytest.param(being(write=signed_with_the_public_key), UNTRUSTED, id="alg HS256"),
        pytest.param(being(write=lambda told: signed(told, "theirs")), UNTRUSTED, id="foreign key"),
        pytest.param(being(write=lambda told: signed(told, kid="k2")), UNTRUSTED, id="no such key"),
        pytest.param(being(write=lambda told: "not.a.token"), UNTRUSTED, id="no token"),
        pytest.param(being(write=lambda told: None), UNTRUSTED, id="null"),
        pytest.param(claiming(email=None), DOWN, id="no address, and userinfo 404"),
        pytest.param(
            lambda at: (claiming(email=None)(at), being(userinfo=(401, {}))(at)),
            DOWN,
            id="no address, and userinfo 401",
        ),
        pytest.param(
            lambda at: (claiming(email=None)(at), being(userinfo=(200, {"sub": "grace-2"}))(at)),
            UNTRUSTED,
            id="userinfo of somebody else",
        ),
        pytest.param(
            lambda at: (claiming(email=None)(at), being(userinfo=(200, {"sub": "grace-1"}))(at)),
            MISSING,
            id="no address anywhere",
        ),
        pytest.param(claiming(email="no address"), MISSING, id="no address in the address"),
        pytest.param(claiming(email_verified=False), UNVERIFIED, id="unverified"),
        pytest.param(claiming(email_verified="no"), UNVERIFIED, id="unverified in words"),
        pytest.param(claiming(email_verified=None), UNVERIFIED, id="not said to be verified"),
        pytest.param(junk_at("jwks_uri", {"keys": [1, None, {}]}), UNTRUSTED, id="junk for keys"),
        pytest.param(junk_at("jwks_uri", {"keys": 7}), UNTRUSTED, id="a number for keys"),
        pytest.param(junk_at("token_endpoint", [1]), DOWN, id="a list for tokens"),
        pytest.param(junk_at("token_endpoint", {}), UNTRUSTED, id="nothing for tokens"),
        pytest.param(being(token_status=500), DOWN, id="token endpoint 500"),
        pytest.param(being(token_status=401), DOWN, id="token endpoint 401"),
    ],
)
def test_what_proves_nothing_is_a_page(provider, through, lie, expected):
    lie(provider)
    client = Client()

    expect_refusal(through(client), expected)
    expect_nobody(client)


def test_a_provider_that_is_down_is_a_page(provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"

    expect_refusal(Client().get("/app/sign-in/provider"), DOWN)


@pytest.mark.parametrize(
    "about",
    [{"issuer": "https://elsewhere.example"}, {"jwks_uri": None}, {"token_endpoint": "file:///x"}],
    ids=["another issuer", "no keys", "no web address"],
)
def test_a_provider_that_does_not_say_what_it_should_is_a_page(provider, about):
    provider.discovery = about

    expect_refusal(Client().get("/app/sign-in/provider"), DOWN)


def test_a_state_counts_once_and_in_one_browser(provider, through):
    client, other = Client(), Client()
    start = client.get("/app/sign-in/provider")
    back = {"code": "a-code", "state": provider.begun(start["Location"])["state"]}

    expect_refusal(other.get(CALLBACK, back), OVER)
    expect_nobody(other)
    assert client.get(CALLBACK, back)["Location"] == "/app/"
    expect_refusal(client.get(CALLBACK, back), OVER)
    assert len(provider.seen) == 1


@pytest.mark.parametrize(
    ("brought", "expected"),
    [
        ({"state": "another"}, OVER),
        ({"code": "spent"}, OVER),
        ({"code": ""}, OVER),
        ({"iss": "https://elsewhere.example"}, UNTRUSTED),
        ({"error": "access_denied"}, (403, "Your organization did not let you in")),
        ({"error": "temporarily_unavailable"}, DOWN),
    ],
)
def test_what_a_browser_brings_back_must_fit(through, brought, expected):
    client = Client()

    expect_refusal(through(client, **brought), expected)
    expect_nobody(client)


def test_a_sign_in_that_takes_too_long_is_over(provider, time_machine):
    client = Client()
    start = client.get("/app/sign-in/provider")
    back = {"code": "a-code", "state": provider.begun(start["Location"])["state"]}

    time_machine.move_to(timezone.now() + timedelta(minutes=15, seconds=1))

    expect_refusal(client.get(CALLBACK, back), OVER)


def expect_refusal(response: HttpResponse, expected: tuple[int, str]) -> None:
    status, heading = expected
    page = response.content.decode()
    assert (response.status_code, f"<h1>{heading}</h1>" in page) == (status, True), text_of(
        response
    )
    assert 'href="/app/sign-in/provider">Try again<' in page
    assert "Request id" in text_of(response)


def expect_nobody(client: Client) -> None:
    assert client.get("/app/").status_code == 302
    assert list(User.objects.all()) == []
