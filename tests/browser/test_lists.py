"""Lists, stars and recents with scripts at work."""

from playwright.sync_api import Page, expect

from tests.factories import make_itwin


def names(page: Page) -> list[str]:
    return page.locator("[data-item] [data-name]").all_inner_texts()


def expect_names(page: Page, *wanted: str) -> None:
    expect(page.locator("[data-item] [data-name]")).to_have_text(list(wanted))


def test_search_narrows_while_one_types_and_escape_empties_it(visit, owner, acme_roads):
    page = visit(owner, "/app/itwins?sort=name")
    box = page.get_by_label("Search these iTwins by name or number")

    box.press_sequentially("route")
    expect_names(page, "US Route 202")
    expect(page.get_by_role("status")).to_have_text("1 iTwin found")
    expect(box).to_be_focused()
    assert "search=route" in page.url
    box.press("Escape")
    expect_names(page, "Bridges", "Roads", "Section 61N", "US Route 202")


def test_filters_narrow_and_say_what_is_chosen(visit, owner, acme_roads):
    page = visit(owner, "/app/itwins?sort=name")

    page.get_by_text("Subclass: any").click()
    page.get_by_role("checkbox", name="Portfolio").check()
    expect_names(page, "Bridges", "Roads")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Subclass: Portfolio")).to_be_focused()
    page.get_by_role("link", name="Clear filters").click()
    expect_names(page, "Bridges", "Roads", "Section 61N", "US Route 202")


def test_columns_sort_and_going_back_undoes_it(visit, owner, acme_roads):
    page = visit(owner, "/app/itwins?view=table&sort=name")

    page.get_by_role("link", name="Name").click()
    expect_names(page, "US Route 202", "Section 61N", "Roads", "Bridges")
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.go_back()
    expect_names(page, "Bridges", "Roads", "Section 61N", "US Route 202")
    expect(page.get_by_role("heading", name="iTwins", level=1)).to_be_visible()


def test_pages_are_turned_and_the_search_keeps_the_order(visit, owner, acme_roads):
    for number in range(24):
        make_itwin(acme_roads["bridges"], owner=owner, display_name=f"Bridge {number:02}")
    page = visit(owner, "/app/itwins?view=table&size=25")

    page.get_by_role("link", name="Name").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.get_by_role("link", name="Page 2").click()
    expect_names(page, "Roads", "Section 61N", "US Route 202")
    page.get_by_label("Search these iTwins by name or number").press_sequentially("ro")
    expect_names(page, "Roads", "US Route 202")
    assert "sort=name" in page.url


def test_more_tiles_join_those_that_are_there(visit, owner, acme_roads):
    for number in range(24):
        make_itwin(acme_roads["bridges"], owner=owner, display_name=f"Bridge {number:02}")
    page = visit(owner, "/app/itwins?view=tiles&size=25&sort=name")

    page.get_by_role("link", name="Load 3 more").click()

    expect(page.locator("[data-item]")).to_have_count(28)
    expect(page.get_by_role("link", name="Load 3 more")).to_have_count(0)


def test_the_inactive_appear_when_shown(visit, owner, acme_roads):
    page = visit(owner, "/app/itwins?sort=name")

    page.get_by_role("link", name="Show", exact=True).click()

    expect_names(page, "Bridges", "Pier 7", "Roads", "Section 61N", "US Route 202")


def test_a_star_is_set_in_place_and_keeps_the_focus(visit, owner, acme_roads):
    page = visit(owner, "/app/itwins?view=tiles")

    page.get_by_role("button", name="Add Roads to favorites").press("Enter")

    removed = page.get_by_role("button", name="Remove Roads from favorites")
    expect(removed).to_be_focused()
    expect(page.get_by_role("status")).to_have_text("Added Roads to favorites.")


def test_a_star_at_home_brings_the_tile_among_the_favorites(visit, owner, acme_roads):
    page = visit(owner, "/app/")

    page.locator("#recents").get_by_role("button", name="Remove Section 61N from favorites").press(
        "Enter"
    )

    expect(page.locator("#favs [data-name]")).to_have_text(["US Route 202"])
    expect(
        page.locator("#recents").get_by_role("button", name="Add Section 61N to favorites")
    ).to_be_focused()


def test_an_unstarred_favorite_can_be_brought_back(visit, owner, acme_roads):
    page = visit(owner, "/app/favorites")

    page.get_by_role("button", name="Remove Section 61N from favorites").press("Enter")
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect_names(page, "US Route 202")
    undo.press("Enter")

    expect_names(page, "Section 61N", "US Route 202")


def test_a_star_that_fails_says_so_and_stays(visit, owner, acme_roads):
    page = visit(owner, "/app/itwins", expect_errors=True)
    page.route("**/favorite", lambda route: route.abort())

    page.get_by_role("button", name="Add Roads to favorites").click()

    expect(page.locator("#failure")).to_contain_text("reach the server.")
    expect(page.get_by_role("button", name="Add Roads to favorites")).to_be_visible()
    page.unroute("**/favorite")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Remove Roads from favorites")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()


def test_a_removed_recent_leaves_the_focus_on_the_next(visit, owner, acme_roads):
    page = visit(owner, "/app/recents")

    page.get_by_role("button", name="Remove Section 61N from recents").press("Enter")

    expect_names(page, "US Route 202")
    expect(page.get_by_role("button", name="Remove US Route 202 from favorites")).to_be_focused()


def test_an_expired_session_leads_to_sign_in_and_back(visit, owner, acme_roads):
    page = visit(owner, "/app/itwins?sort=name", expect_errors=True)
    page.context.clear_cookies()

    page.get_by_label("Search these iTwins by name or number").press_sequentially("road")

    page.wait_for_url("**/app/sign-in?next=%2Fapp%2Fitwins%3Fsort%3Dname")
