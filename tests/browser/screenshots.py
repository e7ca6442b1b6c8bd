"""Takes a picture of every page of a running server: light and dark, wide and narrow.

DEMO_PASSWORD=… python -m tests.browser.screenshots [--url ADDRESS] [--into FOLDER]
"""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = {1280: 900, 320: 740}
# The demo's application is trusted: it has to ask for the page.
CONSENT = {
    "client_id": "spa-demo",
    "redirect_uri": "http://localhost:3000/signin-callback",
    "response_type": "code",
    "scope": "openid profile email offline_access itwin-platform",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
    "prompt": "consent",
}


def take_all(base: str, *, email: str, password: str, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**chromium.launch_options())
        taken = 0
        for scheme in SCHEMES:
            for width, height in WIDTHS.items():
                page = open_page(browser, base, scheme=scheme, width=width, height=height)
                taken += take(page, folder, f"{scheme}-{width}", email=email, password=password)
                page.context.close()
        browser.close()
    return taken


def open_page(browser: Browser, base: str, *, scheme: Scheme, width: int, height: int) -> Page:
    context = browser.new_context(
        base_url=base, color_scheme=scheme, viewport={"width": width, "height": height}
    )
    return context.new_page()


def take(page: Page, folder: Path, suffix: str, *, email: str, password: str) -> int:
    """Signs in and walks through the pages; returns how many pictures were taken."""
    taken = 0

    def shoot(name: str) -> None:
        nonlocal taken
        page.screenshot(path=folder / f"{name}-{suffix}.png", full_page=True)
        taken += 1

    page.goto("/app/sign-in")
    shoot("sign-in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Home", level=1).wait_for()
    for name, address in addresses(page).items():
        page.goto(address)
        shoot(name)
    take_application(page, shoot)
    return taken


def take_application(page: Page, shoot: Callable[[str], None]) -> None:
    """The pages of an application, which is registered for them and removed."""
    page.goto("/app/applications/new")
    shoot("application-new")
    page.get_by_label("Name", exact=True).fill("Portal")
    page.get_by_role("radio", name="Web application").check()
    page.get_by_label("Redirect URIs").fill("http://portal.acme.example/signed-in")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("alert").wait_for()
    shoot("application-refused")
    page.get_by_label("Redirect URIs").fill("https://portal.acme.example/signed-in")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("heading", name="Portal is registered").wait_for()
    shoot("application-secret")
    page.get_by_role("link", name="I have copied it").click()
    shoot("application")
    page.goto("/app/applications")
    shoot("applications")
    page.get_by_role("link", name="Portal", exact=True).click()
    page.get_by_role("link", name="New secret").click()
    shoot("application-new-secret")
    page.get_by_role("link", name="Portal", exact=True).click()
    page.get_by_role("link", name="Remove").click()
    shoot("application-removal")
    page.get_by_role("button", name="Remove the application").click()
    page.get_by_text("Portal is removed.").wait_for()


def addresses(page: Page) -> dict[str, str]:
    """Every page; the detail pages are those of the first iTwin on the list."""
    page.goto("/app/itwins?view=tiles&sort=name&search=Route")
    first = page.locator("[data-item] [data-name]").first.get_attribute("href") or ""
    itwin_id = first.rsplit("/", 1)[-1]
    return {
        "home": "/app/",
        "itwins-tiles": "/app/itwins?view=tiles",
        "itwins-table": "/app/itwins?view=table&sort=name",
        "itwins-nothing": "/app/itwins?search=no+such+iTwin",
        "itwin": first,
        "itwin-children": f"{first}/children",
        "hierarchy": "/app/hierarchy",
        "hierarchy-chosen": f"/app/hierarchy?node={itwin_id}",
        "hierarchy-filter": "/app/hierarchy?filter=route",
        "favorites": "/app/favorites?view=tiles",
        "recents": "/app/recents",
        "inactive": "/app/inactive",
        "applications-none": "/app/applications",
        "consent": f"/o/authorize/?{urlencode(CONSENT)}",
        "application-unknown": "/o/authorize/?client_id=nobody",
        "sign-out-asked": "/o/logout/",
        "tokens": "/app/tokens",
        "profile": "/app/profile",
        "not-found": "/app/itwins/00000000-0000-4000-8000-000000000000",
    }


def main() -> int:
    port = os.environ.get("PORT", "8000")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default=os.environ.get("PUBLIC_URL", f"http://localhost:{port}"))
    parser.add_argument("--into", type=Path, default=Path("var/screenshots"))
    parser.add_argument("--email", default="owner@acme.example")
    asked = parser.parse_args()
    password = os.environ.get("DEMO_PASSWORD", "")
    if not password:
        sys.stderr.write("DEMO_PASSWORD is not set. Set it to the password of the demo users.\n")
        return 2
    if not chromium.is_there():
        sys.stderr.write(f"{chromium.EXECUTABLE} is missing. Install chromium or set CHROMIUM.\n")
        return 2
    taken = take_all(asked.url, email=asked.email, password=password, folder=asked.into)
    sys.stdout.write(f"{taken} pictures in {asked.into}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
