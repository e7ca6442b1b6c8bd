"""Whatever a link or a form says, signing in and out and what follows lead to pages of ours."""

import re
from collections.abc import Callable
from urllib.parse import urljoin

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import PASSWORD

ELSEWHERE = [
    "",
    "https://evil.example/",
    "http://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example/app/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/\x00/evil.example",
    "\x00//evil.example",
    "/app/\r\nLocation: https://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//",
    "java\nscript:alert(1)",
    "data:text/html,evil",
    "evil.example/app/",
    "@evil.example",
    "http://testserver@evil.example/",
    "http://testserver:80@evil.example/",
    "//testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://testserver:8080/app/",
    "//testserver:8080/app/",
    "ftp://testserver/app/",
    "https://[evil",
    "//[::1",
    "%2F%2Fevil.example",
    "%2f%5cevil.example",
    "/" + "a" * 10_000,
    "//" + "a" * 10_000 + ".example",
    "?next=//evil.example",
    "..//evil.example",
    "\uff0f\uff0fevil.example",
    "\u2028//evil.example",
    "\u202e//evil.example",
]
OURS = ["/app/recents", "/app/recents?search=a", "/app/itwins?search=https://evil.example/#top"]

Entry = Callable[[str], HttpResponse]


def signed_in(member) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture(
    params=["form", "form-in-address", "signed-in-already", "provider", "sign-out", "shortcuts"]
)
def entry(request, member) -> tuple[Entry, str]:
    """A way in with a `next`, and where it leads without one."""
    form = {"username": member.email, "password": PASSWORD}
    ways: dict[str, tuple[Entry, str]] = {
        "form": (lambda page: Client().post("/app/sign-in", form | {"next": page}), "/app/"),
        "form-in-address": (
            lambda page: Client().post("/app/sign-in", form, query_params={"next": page}),
            "/app/",
        ),
        "signed-in-already": (
            lambda page: signed_in(member).get("/app/sign-in", {"next": page}),
            "/app/",
        ),
        "sign-out": (
            lambda page: signed_in(member).post("/app/sign-out", {"next": page}),
            "/app/sign-in",
        ),
        "shortcuts": (
            lambda page: signed_in(member).post("/app/shortcuts", {"next": page}),
            "/app/",
        ),
    }
    if request.param == "provider":
        through = request.getfixturevalue("through")
        return (lambda page: through(Client(), page)), "/app/"
    return ways[request.param]


def test_no_way_leads_elsewhere(entry):
    lead, home = entry

    assert {page: lead(page)["Location"] for page in ELSEWHERE} == dict.fromkeys(ELSEWHERE, home)


def test_every_way_leads_back_to_a_page_of_ours(entry):
    lead, _ = entry

    assert {page: lead(page)["Location"] for page in OURS} == {page: page for page in OURS}


def as_browsers_read(location: str) -> str:
    """The address that a browser on the page of the form would open."""
    plain = re.sub(r"[\t\r\n]", "", location).strip("".join(map(chr, range(33))))
    return urljoin("http://testserver/admin/login/", plain.replace("\\", "/"))


def test_the_sign_in_of_support_staff_leads_nowhere_else(support):
    form = {"username": support.email, "password": PASSWORD}
    pages = [page for page in ELSEWHERE if page]

    led = {page: Client().post("/admin/login/", form | {"next": page}) for page in pages}

    opened = {page: as_browsers_read(response["Location"]) for page, response in led.items()}
    assert {
        page: address
        for page, address in opened.items()
        if not address.startswith("http://testserver/")
    } == {}


def test_who_is_signed_in_is_not_led_in_a_circle(member):
    client = signed_in(member)

    assert client.get("/app/sign-in", {"next": "/app/sign-in"})["Location"] == "/app/"
    assert client.get("/app/sign-in", {"next": "/app/sign-in?next=/app/sign-in"}).status_code == 302


def test_the_page_repeats_no_way_that_is_not_ours(provider):
    page = Client().get("/app/sign-in", {"next": "//evil.example"}).content.decode()

    assert "evil.example" not in page
