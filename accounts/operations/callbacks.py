"""Calling one webhook: a signed POST to an address that was checked, over within five seconds.

No database here: whoever calls this holds no transaction open meanwhile.
"""

import contextlib
import hashlib
import hmac
import http.client
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urlsplit

from itwins_site.public_addresses import PrivateAddress, is_callable_url, public_addresses

SECONDS_TO_ANSWER = 5
_LONGEST_ANSWER = 255
_NOT_PUBLIC = "Not a public https address"


@dataclass(frozen=True)
class Answer:
    """What came back, in words for support staff, and whether it counts as told."""

    is_success: bool
    text: str


def signature(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def call(url: str, *, secret: str, body: bytes, seconds: float = SECONDS_TO_ANSWER) -> Answer:
    """Sends one message; any 2xx within the time is a success, a redirect is not followed."""
    give_up_at = time.monotonic() + seconds
    try:
        if not is_callable_url(url):  # what may be called may have been set otherwise since
            raise PrivateAddress(url)
        with _connection_to(url, give_up_at) as connection:
            answer = _ask(connection, url, signature(secret, body), body)
        if time.monotonic() >= give_up_at:  # cut off, which looks like an end
            raise TimeoutError
        return answer
    except PrivateAddress:
        return Answer(False, _NOT_PUBLIC)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= give_up_at or isinstance(error, TimeoutError):
            return Answer(False, f"No answer within {seconds} seconds")
        return Answer(False, _as_text(f"{type(error).__name__}: {error}"))


def _ask(connection: http.client.HTTPConnection, url: str, signed: str, body: bytes) -> Answer:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/json", "Signature": signed, "User-Agent": "Twinstead"}
    connection.request("POST", target, body=body, headers=headers)
    # Only the status counts: what the body says, and how long it is, is never read.
    with connection.getresponse() as response:
        text = _as_text(f"{response.status} {response.reason}")
        return Answer(200 <= response.status < 300, text)


@contextlib.contextmanager
def _connection_to(url: str, give_up_at: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to the very address that was checked; cut when the time is over.

    A timeout of the socket alone would begin anew with every byte of a slow answer.
    """
    parts = urlsplit(url)
    host, trust = parts.hostname or "", None
    port = parts.port or (443 if parts.scheme == "https" else 80)
    addresses = public_addresses(host, port)
    connection = http.client.HTTPConnection(host, port)
    if parts.scheme == "https":
        trust = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, port, context=trust)
    plain = _connected(addresses, port, give_up_at)
    with contextlib.closing(plain), contextlib.closing(plain.dup()) as handle:
        cut = Timer(max(0, give_up_at - time.monotonic()), _cut, [handle])
        cut.daemon = True
        cut.start()
        try:
            connection.sock = (
                plain if trust is None else trust.wrap_socket(plain, server_hostname=host)
            )
            yield connection
        finally:
            cut.cancel()
            connection.close()


def _connected(addresses: Sequence[str], port: int, give_up_at: float) -> socket.socket:
    """A connection to the first of the addresses that takes one."""
    *others, last = addresses
    for address in others:
        with contextlib.suppress(OSError):
            return socket.create_connection((address, port), timeout=_left(give_up_at) / 2)
    return socket.create_connection((last, port), timeout=_left(give_up_at))


def _left(give_up_at: float) -> float:
    left = give_up_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _cut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it has just been closed
        connected.shutdown(socket.SHUT_RDWR)


def _as_text(answer: str) -> str:
    return "".join(char if char.isprintable() else " " for char in answer)[:_LONGEST_ANSWER]
