"""One call of a webhook: signed, to a checked address, over in time."""

import hashlib
import hmac
import socket
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from accounts.operations.callbacks import Answer, call
from tests.accounts.operations.receiver import DRIP, receiving

BODY = b'{"content":{}}'
SECRET = "a secret"
NOT_PUBLIC = Answer(False, "Not a public https address")


@pytest.fixture
def certificate(tmp_path) -> Path:
    """Key and certificate of localhost, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "localhost.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_message_is_posted_as_it_is_and_signed(receiver):
    answer = call(receiver.url, secret=SECRET, body=BODY)

    ((path, headers, body),) = receiver.received
    signed = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert answer == Answer(True, "204 No Content")
    assert (path, body) == ("/told?by=twinstead", BODY)
    assert headers == {
        "Host": f"127.0.0.1:{receiver.server_port}",
        "Accept-Encoding": "identity",
        "Content-Length": str(len(BODY)),
        "Content-Type": "application/json",
        "Signature": f"sha256={signed}",
        "User-Agent": "Twinstead",
    }


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Answer(True, "200 OK")),
        (202, Answer(True, "202 Accepted")),
        (302, Answer(False, "302 Found")),
        (307, Answer(False, "307 Temporary Redirect")),
        (410, Answer(False, "410 Gone")),
        (500, Answer(False, "500 Internal Server Error")),
    ],
)
def test_only_success_is_success_and_no_redirect_is_followed(receiver, status, expected):
    receiver.answers = [status]

    assert call(receiver.url, secret=SECRET, body=BODY) == expected
    assert len(receiver.received) == 1


def test_a_line_that_is_closed_is_no_answer(receiver):
    receiver.answers = [None]

    answer = call(receiver.url, secret=SECRET, body=BODY)

    assert (answer.is_success, answer.text.partition(":")[0]) == (False, "RemoteDisconnected")


def test_a_silent_receiver_is_waited_for_so_long_and_no_longer(receiver):
    asked = threading.Event()
    receiver.on_request = asked.wait

    answer = call(receiver.url, secret=SECRET, body=BODY, seconds=0.2)

    asked.set()
    assert answer == Answer(False, "No answer within 0.2 seconds")


def test_an_answer_that_never_ends_is_cut_off(receiver):
    receiver.answers = [DRIP]

    answer = call(receiver.url, secret=SECRET, body=BODY, seconds=0.3)

    assert answer == Answer(False, "No answer within 0.3 seconds")


def test_a_port_where_nobody_listens_is_no_answer(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    answer = call(f"http://127.0.0.1:{port}/", secret=SECRET, body=BODY)

    assert (answer.is_success, answer.text.partition(":")[0]) == (False, "ConnectionRefusedError")


def test_a_certificate_is_checked(settings, monkeypatch, certificate):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving(certificate) as receiver:
        refused = call(receiver.url, secret=SECRET, body=BODY)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusted = call(receiver.url, secret=SECRET, body=BODY)
        elsewhere = receiver.url.replace("localhost", "127.0.0.1")
        of_another_name = call(elsewhere, secret=SECRET, body=BODY)

    assert trusted == Answer(True, "204 No Content")
    for answer in (refused, of_another_name):
        assert (answer.is_success, answer.text.partition(":")[0]) == (
            False,
            "SSLCertVerificationError",
        )
    assert len(receiver.received) == 1


def test_what_was_allowed_once_is_asked_again_at_every_call(receiver, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = False

    assert call(receiver.url, secret=SECRET, body=BODY) == NOT_PUBLIC
    assert receiver.received == []


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254", "10.1.2.3", "::1"])
def test_a_name_that_leads_inside_is_never_connected_to(monkeypatch, address):
    connected = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 443))])
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: connected.append(1))

    assert call("https://hooks.example/", secret=SECRET, body=BODY) == NOT_PUBLIC
    assert connected == []


def test_a_second_address_is_tried_when_the_first_takes_no_connection(monkeypatch):
    tried = []

    def connect(address, **_):
        tried.append(address[0])
        raise ConnectionRefusedError(111, "refused")

    found = [(0, 0, 0, "", (address, 443)) for address in ("8.8.8.8", "9.9.9.9")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", connect)

    answer = call("https://hooks.example/", secret=SECRET, body=BODY)

    assert (answer.is_success, tried) == (False, ["8.8.8.8", "9.9.9.9"])


def test_a_name_server_that_changes_its_mind_changes_nothing(monkeypatch):
    minds = ["8.8.8.8", "127.0.0.1", "127.0.0.1"]
    connected = []

    def connect(address, **_):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (minds.pop(0), 443))]
    )
    monkeypatch.setattr(socket, "create_connection", connect)

    call("https://hooks.example/", secret=SECRET, body=BODY)

    assert connected == [("8.8.8.8", 443)]
    assert minds == ["127.0.0.1", "127.0.0.1"]
