"""A browser at a live server, signed in as somebody; what it complains about fails the test."""

import os
from collections.abc import Callable, Iterator
from typing import Any, Literal

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from accounts.models import ApplicationKind, User
from accounts.operations.consents import give_consent
from tests.browser import chromium
from tests.conftest import REQUIRE_ALL
from tests.factories import make_itwin
from tests.factories.applications import make_application
from twins.choices import SubClass
from twins.models import ITwin
from twins.operations.favorites import add_favorite
from twins.operations.recents import touch_recent

# Playwright keeps an event loop in this thread; Django then mistakes its queries for async ones.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True, scope="session")
def _chromium_is_there() -> None:
    if chromium.is_there():
        return
    reason = f"{chromium.EXECUTABLE} is missing: install chromium or set CHROMIUM"
    if REQUIRE_ALL:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return browser_type_launch_args | chromium.launch_options()


@pytest.fixture
def visit(context: BrowserContext, server: str) -> Iterator[Callable[..., Page]]:
    """Opens an address in a browser that is signed in as a person."""
    complaints: list[str] = []

    def as_person(
        person: User | None,
        address: str,
        *,
        scheme: Literal["light", "dark"] = "light",
        expect_errors: bool = False,
    ) -> Page:
        if person is not None:
            context.add_cookies([session_of(person, server)])
        page = context.new_page()
        page.emulate_media(color_scheme=scheme)
        page.set_default_timeout(10_000)
        if not expect_errors:
            page.on("console", lambda message: note(message.type, message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: note_foreign(request.url))
        page.goto(server + address)
        return page

    def note(kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            complaints.append(text)

    def note_foreign(url: str) -> None:
        if not url.startswith((server, "data:", "blob:")):
            complaints.append(f"asked {url}")

    yield as_person
    assert complaints == []


def session_of(person: User, server: str) -> Any:
    client = Client()
    client.force_login(person)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": server}


@pytest.fixture
def acme_roads(acme: ITwin, owner: User) -> dict[str, Any]:
    """A small hierarchy with favorites and recents of the owner, and an application of theirs."""

    def make(parent: ITwin, name: str, sub_class: SubClass, **values: str) -> ITwin:
        return make_itwin(
            parent,
            owner=owner,
            display_name=name,
            sub_class=sub_class,
            number=f"No {name}",
            **values,
        )

    bridges = make(acme, "Bridges", SubClass.PORTFOLIO)
    roads = make(acme, "Roads", SubClass.PORTFOLIO)
    highway = make(roads, "US Route 202", SubClass.ASSET, type="Highway")
    section = make(highway, "Section 61N", SubClass.PROJECT, status="Trial")
    pier = make(acme, "Pier 7", SubClass.ASSET, status="Inactive")
    for itwin in (highway, section):
        add_favorite(user=owner, itwin=itwin)
        touch_recent(user=owner, itwin=itwin)
    portal = make_application(owner, kind=ApplicationKind.WEB, name="Portal of all the roads")
    give_consent(user=owner, application=portal, scopes=["openid", "itwin-platform"])
    return {
        "portal": portal,
        "bridges": bridges,
        "roads": roads,
        "highway": highway,
        "section": section,
        "pier": pier,
    }
