"""An OpenID provider of our own, that errs and lies on demand: real HTTP, real signatures."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "twinstead", "a+secret/with=signs"
GRACE = {
    "sub": "grace-1",
    "email": "grace@acme.example",
    "email_verified": True,
    "given_name": "Grace",
    "family_name": "Hopper",
}

Answer = tuple[int, Any]


@cache
def key_of(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(claims: dict[str, Any], key: str = "ours", **header: str) -> str:
    return jwt.encode(claims, key_of(key), algorithm="RS256", headers={"kid": "k1"} | header)


@dataclass
class OpenIdProvider:
    """What it says of a person, and how; a test changes what it needs."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=lambda: dict(GRACE))
    userinfo: Answer = (404, {})
    discovery: dict[str, Any] = field(default_factory=dict)
    token_status: int = 200
    write: Callable[[dict[str, Any]], str] = signed
    nonce: str = ""
    challenge: str = ""
    seen: list[dict[str, str]] = field(default_factory=list)

    def begun(self, address: str) -> dict[str, str]:
        """What a browser brings to the authorization endpoint."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.nonce, self.challenge = asked["nonce"], asked["code_challenge"]
        return asked

    def answer(self, path: str, form: dict[str, str], authorization: str) -> Answer:
        match path:
            case "/.well-known/openid-configuration":
                return 200, self._about() | self.discovery
            case "/jwks":
                public = jwt.algorithms.RSAAlgorithm.to_jwk(key_of("ours").public_key(), True)
                return 200, {"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]}
            case "/token":
                return self._token(form, authorization)
            case "/me":
                return self.userinfo
        return 404, {}

    def _about(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/me",
            "end_session_endpoint": f"{self.issuer}/end",
        }

    def _token(self, form: dict[str, str], authorization: str) -> Answer:
        self.seen.append(form)
        if self.token_status != 200:
            return self.token_status, {"error": "server_error"}
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proven = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() == self.challenge
        name_and_secret = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        is_client = [unquote_plus(part) for part in name_and_secret.split(":")] == [
            CLIENT_ID,
            CLIENT_SECRET,
        ]
        if not (proven and is_client and form.get("code") == "a-code"):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        about = {"iss": self.issuer, "aud": CLIENT_ID, "nonce": self.nonce}
        claims = about | {"iat": now, "exp": now + 300} | self.claims
        told = {name: value for name, value in claims.items() if value is not None}
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": self.write(told)}


@contextmanager
def serving(provider: OpenIdProvider) -> Iterator[OpenIdProvider]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(provider.answer(self.path.partition("?")[0], {}, ""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._reply(provider.answer(self.path, form, self.headers.get("Authorization", "")))

        def _reply(self, answer: Answer) -> None:
            body = json.dumps(answer[1]).encode()
            self.send_response(answer[0])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
