"""Single keys, and switching them off."""

from playwright.sync_api import expect


def test_keys_lead_to_places_and_to_the_search(visit, owner, acme_roads):
    page = visit(owner, "/app/")

    for keys, heading in (
        ("gi", "iTwins"),
        ("gt", "Hierarchy"),
        ("gf", "Favorites"),
        ("gh", "Home"),
    ):
        for key in keys:
            page.keyboard.press(key)
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_label("Search all iTwins by name or number")).to_be_focused()


def test_the_list_of_keys_opens_and_escape_closes_it(visit, owner, acme_roads):
    page = visit(owner, "/app/")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()


def test_rows_are_walked_and_starred_by_keys(visit, owner, acme_roads):
    page = visit(owner, "/app/itwins?sort=name")

    for key in "jjk":
        page.keyboard.press(key)
    expect(page.get_by_role("link", name="Bridges", exact=True)).to_be_focused()
    page.keyboard.press("f")

    expect(page.get_by_role("button", name="Remove Bridges from favorites")).to_be_visible()


def test_delete_removes_the_focused_favorite(visit, owner, acme_roads):
    page = visit(owner, "/app/favorites")

    page.keyboard.press("j")
    page.keyboard.press("Delete")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()

    expect(page.locator("[data-item] [data-name]")).to_have_text(["US Route 202"])


def test_keys_do_nothing_when_they_are_switched_off(visit, owner, acme_roads):
    page = visit(owner, "/app/")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_role("button", name="Switch them off").click()
    expect(page.locator("body")).to_have_attribute("data-shortcuts", "off")

    for key in ("g", "i", "/", "?"):
        page.keyboard.press(key)

    expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement === document.body")


def test_keys_are_letters_while_one_types(visit, owner, acme_roads):
    page = visit(owner, "/app/itwins")
    box = page.get_by_label("Search these iTwins by name or number")

    box.press_sequentially("gi?f")

    expect(box).to_have_value("gi?f")
