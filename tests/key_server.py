"""An outside issuer of our own: it publishes keys over real HTTP, counts, and fails on demand."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from itwins_site.trusted_issuers import TrustedIssuer
from tests.openid_provider import key_of

AUDIENCE = "https://registry.example"


def published(key_id: str | None, private: Any, **more: Any) -> dict[str, Any]:
    """A private key's public half, as issuers publish it."""
    match private:
        case rsa.RSAPrivateKey():
            kind = jwt.algorithms.RSAAlgorithm
        case ec.EllipticCurvePrivateKey():
            kind = jwt.algorithms.ECAlgorithm
        case ed25519.Ed25519PrivateKey():
            kind = jwt.algorithms.OKPAlgorithm
    named = {} if key_id is None else {"kid": key_id}
    return kind.to_jwk(private.public_key(), as_dict=True) | named | {"use": "sig"} | more


@dataclass
class KeyServer:
    """What it answers; a test changes what it needs."""

    url: str = ""
    keys: list[dict[str, Any]] = field(
        default_factory=lambda: [published("k1", key_of("theirs"), alg="RS256")]
    )
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    fetches: int = 0
    may_answer: Event = field(default_factory=Event)  # a test that clears it makes fetches wait
    asked: Event = field(default_factory=Event)

    def entry(self, **changes: Any) -> TrustedIssuer:
        return TrustedIssuer(
            **{"issuer": self.url, "jwks_uri": f"{self.url}/jwks", "audience": (AUDIENCE,)}
            | changes
        )

    def token(self, key: Any = None, algorithm: str = "RS256", **changes: Any) -> str:
        """A token of its own; None takes a claim away, `header` adds to the header."""
        now = int(time.time())
        header = {"kid": "k1", "typ": "at+jwt"} | changes.pop("header", {})
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "ada-1",
            "client_id": "their-client",
            "scope": "itwin-platform",
            "iat": now,
            "exp": now + 600,
        } | changes
        return jwt.encode(
            {name: value for name, value in claims.items() if value is not None},
            key or key_of("theirs"),
            algorithm=algorithm,
            headers={name: value for name, value in header.items() if value is not None},
        )


@contextmanager
def serving_keys() -> Iterator[KeyServer]:
    keys = KeyServer()
    keys.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys.fetches += 1
            keys.asked.set()
            keys.may_answer.wait(10)
            body = json.dumps({"keys": keys.keys}).encode() if keys.body is None else keys.body
            self.send_response(keys.status)
            for name, value in keys.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    keys.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield keys
    finally:
        keys.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join()
