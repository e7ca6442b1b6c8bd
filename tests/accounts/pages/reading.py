"""Reads what a page about applications shows, and sends its forms."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User

LIST = "/app/applications"
NEW = f"{LIST}/new"


def browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response: HttpResponse) -> str:
    """The words of a page without its markup."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main is not None, response.content.decode()
    words = unescape(re.sub(r"<[^>]+>", " ", main[0]))
    return re.sub(r"\s+", " ", words).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def value_of(response: HttpResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found is not None, name
    return unescape(found[1])


def secret_of(response: HttpResponse) -> str:
    """The secret that a page shows, or nothing."""
    found = re.search(r"data-secret>([^<]*)<", response.content.decode())
    return found[1] if found else ""


def errors_of(response: HttpResponse) -> list[str]:
    """What the summary says is wrong."""
    banner = re.search(r'id="errors".*?</ul>', response.content.decode(), re.DOTALL)
    found = re.findall(r"<li>(?:<a [^>]*>)?([^<]*)", banner[0]) if banner else []
    return [unescape(each) for each in found]


def register(client: Client, **values: Any) -> HttpResponse:
    """Opens the form and sends it."""
    draft = value_of(client.get(NEW), "draft")
    given = {
        "name": "Viewer",
        "kind": "SPA",
        "redirect_uris": "https://app.example.com/callback",
        "sign_out_uris": "",
        "draft": draft,
    }
    return client.post(NEW, given | values)
