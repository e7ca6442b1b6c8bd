"""Bodies: bounded, strict about JSON and UTF-8, never left half read, never a reason for 500."""

import io

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from itwins_site.wire.request_bodies import (
    MAX_DRAINED_BYTES,
    MAX_JSON_BYTES,
    UnreadBodyMiddleware,
    is_storable,
)
from tests.factories import make_itwin
from tests.twins.api.answers import (
    HEADER_NOT_FOUND,
    NOT_FOUND,
    UNKNOWN_ID,
    UNREADABLE,
    assert_answers,
    cannot,
    refusal,
)
from twins.models import AuditEntry, ITwin

TOO_LARGE = refusal(
    "RequestTooLarge", "The request body is greater than the maximum allowed size of 1MB."
)
START = b'{"displayName":"Bridge","class":"Endeavor","subClass":"Project"'
UNREADABLES = {
    "no JSON": b"nonsense",
    "cut off": START,
    "two values": START + b"} {}",
    "a trailing comma": START + b",}",
    "single quotes": b"{'displayName':'Bridge'}",
    "invalid UTF-8": b'{"displayName":"\xff\xfe"}',
    "UTF-16": '{"displayName":"Bridge"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf{}",
    "a lone surrogate": b'{"displayName":"\\ud800"}',
    "an encoded surrogate": b'{"displayName":"\xed\xa0\x80"}',
    "NaN": START + b',"latitude":NaN}',
    "Infinity": START + b',"latitude":Infinity}',
    "a number out of range": START + b',"latitude":1e400}',
    "a number of 5000 digits": START + b',"latitude":' + b"9" * 5000 + b"}",
    "nesting without end": START + b',"x":' + b"[" * 100_000,
    "100,000 levels": START + b',"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a NUL byte": b"\x00",
    "an array": b"[]",
    "an array of objects": b"[" + START + b"}]",
    "a text": b'"Bridge"',
    "a number": b"7",
    "true": b"true",
    "null": b"null",
    "a form": b"displayName=Bridge&class=Endeavor",
}


def _stored():
    return list(ITwin.objects.order_by("pk").values()), AuditEntry.objects.count()


@pytest.mark.parametrize("body", UNREADABLES.values(), ids=UNREADABLES)
def test_what_is_no_json_object_creates_nothing(api, acme, admin, body):
    before = _stored()

    answer = api(admin).post("/itwins/", body, content_type="application/json")

    assert_answers(answer, 422, cannot("create", UNREADABLE))
    assert _stored() == before


@pytest.mark.parametrize("body", UNREADABLES.values(), ids=UNREADABLES)
def test_what_is_no_json_object_changes_nothing(api, acme, owner, body):
    bridge = make_itwin(acme, owner=owner)
    before = _stored()

    answer = api(owner).patch(f"/itwins/{bridge.pk}", body, content_type="application/json")

    assert_answers(answer, 422, cannot("update", UNREADABLE))
    assert _stored() == before


def _padded_to(size):
    return START + b" " * (size - len(START) - 1) + b"}"


def test_a_body_of_1_mib_is_read(api, acme, admin):
    answer = api(admin).post(
        "/itwins/", _padded_to(MAX_JSON_BYTES), content_type="application/json"
    )

    assert answer.status_code == 201


@pytest.mark.parametrize("size", [MAX_JSON_BYTES + 1, 3 * MAX_JSON_BYTES])
def test_a_longer_body_is_refused(api, acme, admin, size):
    bridge = make_itwin(acme, owner=admin)
    before = _stored()

    created = api(admin).post("/itwins/", _padded_to(size), content_type="application/json")
    changed = api(admin).patch(
        f"/itwins/{bridge.pk}", _padded_to(size), content_type="application/json"
    )

    assert_answers(created, 413, TOO_LARGE)
    assert_answers(changed, 413, TOO_LARGE)
    assert _stored() == before


def test_who_asks_and_for_what_comes_before_the_size_of_the_body(api, owner):
    body = _padded_to(MAX_JSON_BYTES + 1)

    nobody = api(None).post("/itwins/", body, content_type="application/json")
    unknown = api(owner).patch(f"/itwins/{UNKNOWN_ID}", body, content_type="application/json")

    assert_answers(nobody, 401, HEADER_NOT_FOUND)
    assert_answers(unknown, 404, NOT_FOUND)


@pytest.mark.parametrize("body", [b"", b"  \n"], ids=["empty", "blank"])
@pytest.mark.parametrize("content_type", ["application/json", ""])
def test_an_absent_body_is_an_empty_object(api, acme, admin, body, content_type):
    missing = [
        ("MissingRequiredProperty", name, "A required property is missing or empty.")
        for name in ("displayName", "class", "subClass")
    ]

    answer = api(admin).generic("POST", "/itwins/", body, content_type=content_type)

    assert_answers(answer, 422, cannot("create", *missing))


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/vnd.bentley.itwin-platform.v1+json",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "nonsense",
    ],
)
def test_a_body_is_json_whatever_it_is_called(api, acme, admin, content_type):
    answer = api(admin).post("/itwins/", START + b"}", content_type=content_type)

    assert answer.status_code == 201


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("DELETE", 204)])
def test_a_content_type_without_a_body_is_not_read(api, acme, owner, method, status):
    bridge = make_itwin(acme, owner=owner)

    answer = api(owner).generic(method, f"/itwins/{bridge.pk}", content_type="application/json")

    assert answer.status_code == status


def test_of_a_property_given_twice_the_last_counts(api, acme, admin):
    answer = api(admin).post(
        "/itwins/", START + b',"displayName":"Tunnel"}', content_type="application/json"
    )

    assert answer.json()["iTwin"]["displayName"] == "Tunnel"


def test_what_an_early_answer_left_unread_is_read():
    body = io.BytesIO(b"x" * 300_000)
    request = RequestFactory().post("/itwins/")
    request.environ["wsgi.input"] = body
    request = type(request)({**request.environ, "CONTENT_LENGTH": "300000"})

    UnreadBodyMiddleware(lambda request: HttpResponse(status=401))(request)

    assert body.read() == b""


class Flood(io.RawIOBase):
    """A body that never ends; counts what was taken."""

    taken = 0

    def read(self, size=-1):
        self.taken += size
        return b"x" * size


def test_what_is_left_unread_is_read_up_to_64_mib():
    flood = Flood()
    environ = RequestFactory().post("/itwins/").environ
    endless = {**environ, "wsgi.input": flood, "CONTENT_LENGTH": str(10**12)}
    request = type(RequestFactory().get("/"))(endless)

    UnreadBodyMiddleware(lambda request: HttpResponse(status=401))(request)

    assert flood.taken == MAX_DRAINED_BYTES == 64 * 1024 * 1024


class Gone(io.RawIOBase):
    def read(self, size=-1):
        raise ConnectionResetError


def test_a_client_that_went_away_while_sending_is_no_error():
    environ = {**RequestFactory().post("/itwins/").environ, "wsgi.input": Gone()}
    request = type(RequestFactory().get("/"))({**environ, "CONTENT_LENGTH": "7"})

    answer = UnreadBodyMiddleware(lambda request: HttpResponse(status=401))(request)

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Brücke", True), ("", True), ("\U0001f309", True), ("a\x00b", False), ("\ud83c", False)],
)
def test_a_text_without_nul_and_lone_surrogates_can_be_stored(text, expected):
    assert is_storable(text) is expected
