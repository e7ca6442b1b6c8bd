"""Rules that hold on every page: axe, 320 pixels, our own origin, no script needed."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, expect

from tests.factories import PASSWORD, make_itwin

PAGES = {
    "home": "/app/",
    "tiles": "/app/itwins?view=tiles&status=Active,Trial,Inactive",
    "table": "/app/itwins?view=table&status=Active,Trial,Inactive",
    "nothing found": "/app/itwins?search=nothing",
    "hierarchy": "/app/hierarchy?inactive=show",
    "hierarchy filtered": "/app/hierarchy?filter=61n",
    "hierarchy chosen": "/app/hierarchy?node={highway}",
    "branch": "/app/hierarchy/node/{roads}/children",
    "itwin": "/app/itwins/{highway}",
    "children": "/app/itwins/{highway}/children",
    "favorites": "/app/favorites",
    "recents": "/app/recents",
    "inactive": "/app/inactive",
    "applications": "/app/applications",
    "new application": "/app/applications/new",
    "application": "/app/applications/{portal}",
    "new secret": "/app/applications/{portal}/secret",
    "removal of an application": "/app/applications/{portal}/remove",
    "tokens": "/app/tokens",
    "profile": "/app/profile",
}
LONG = "A name that is as long as the naming convention of a department of transport " * 3


def address(name: str, itwins: dict) -> str:
    return PAGES[name].format(**{key: itwin.pk for key, itwin in itwins.items()})


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit, owner, acme_roads, name, scheme):
    page = visit(owner, address(name, acme_roads), scheme=scheme)

    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/app/sign-in", "/app/forgotten-password"])
def test_axe_finds_nothing_on_pages_for_people_who_are_not_signed_in(
    visit, db, settings, address, scheme
):
    settings.SENDS_MAIL = True
    page = visit(None, address, scheme=scheme)

    assert violations(page) == []


def test_axe_finds_nothing_in_open_menus_and_the_list_of_keys(visit, owner, acme_roads):
    page = visit(owner, "/app/itwins?view=tiles")

    page.get_by_text("Status:").click()
    in_menu = violations(page)
    page.get_by_role("button", name="Keyboard shortcuts").click()

    assert (in_menu, violations(page)) == ([], [])


@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways_at_320_pixels(visit, owner, acme, acme_roads, name):
    make_itwin(acme, owner=owner, display_name=LONG.strip(), number="N" * 200, type="T" * 100)
    page = visit(owner, address(name, acme_roads))

    page.set_viewport_size({"width": 320, "height": 740})

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_menu_of_a_narrow_screen_leads_everywhere(visit, owner, acme_roads):
    page = visit(owner, "/app/")
    page.set_viewport_size({"width": 320, "height": 740})

    page.get_by_label("Menu", exact=True).first.click()
    page.get_by_role("navigation", name="Menu").get_by_role("link", name="Recents").click()

    expect(page.get_by_role("heading", name="Recents", level=1)).to_be_visible()


def test_the_skip_link_leads_past_the_navigation(visit, owner, acme_roads):
    page = visit(owner, "/app/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_everything_works_without_scripts(browser, server, owner, acme_roads):
    context: BrowserContext = browser.new_context(java_script_enabled=False, base_url=server)
    page = context.new_page()
    page.goto("/app/itwins")
    page.get_by_label("E-mail").fill(owner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="iTwins", level=1)).to_be_visible()

    page.get_by_label("Search these iTwins").fill("road")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("[data-item] [data-name]")).to_have_text(["Roads"])
    page.get_by_role("button", name="Add Roads to favorites").click()
    expect(page.get_by_text("Added Roads to favorites.")).to_be_visible()
    page.get_by_role("button", name="Remove Roads from favorites").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Remove Roads from favorites")).to_be_visible()

    page.goto("/app/itwins?view=table")
    page.get_by_text("Subclass: any").click()
    page.get_by_role("checkbox", name="Portfolio").check()
    page.get_by_role("button", name="Apply").first.click()
    expect(page.locator("[data-item] [data-name]")).to_have_text(["Roads", "Bridges"])

    page.goto("/app/hierarchy")
    page.get_by_role("treeitem", name="Roads").click()
    expect(page.get_by_role("heading", name="Roads", level=2)).to_be_visible()
    page.get_by_role("treeitem", name="US Route 202").click()
    page.get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", name="US Route 202", level=1)).to_be_visible()

    page.goto("/app/recents")
    page.get_by_role("button", name="Remove Section 61N from recents").click()
    expect(page.get_by_text("Section 61N")).to_have_count(0)
    page.get_by_label(f"{owner.display_name}: your menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    context.close()
