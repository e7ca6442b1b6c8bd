"""The tree by keyboard and by mouse."""

from playwright.sync_api import Page, expect

from tests.factories import make_itwin


def row(page: Page, name: str):
    return page.get_by_role("treeitem", name=name)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_arrows_walk_the_tree_and_load_branches(visit, owner, acme_roads):
    page = visit(owner, "/app/hierarchy")
    row(page, "Acme Corp.").focus()

    press(page, "ArrowDown", "ArrowDown")
    expect(row(page, "Roads")).to_be_focused()
    press(page, "ArrowRight")
    expect(row(page, "US Route 202")).to_be_visible()
    expect(row(page, "Roads")).to_have_attribute("aria-expanded", "true")
    press(page, "ArrowRight")
    expect(row(page, "US Route 202")).to_be_focused()
    press(page, "ArrowRight")
    expect(row(page, "Section 61N")).to_be_visible()
    expect(row(page, "Section 61N")).to_have_attribute("aria-level", "4")
    press(page, "ArrowRight")
    expect(row(page, "Section 61N")).to_be_focused()
    press(page, "ArrowLeft")
    expect(row(page, "US Route 202")).to_be_focused()
    press(page, "ArrowLeft")
    expect(row(page, "Section 61N")).to_be_hidden()
    press(page, "Control+ArrowUp")
    expect(row(page, "Roads")).to_be_focused()


def test_home_end_and_letters_jump(visit, owner, acme_roads):
    page = visit(owner, "/app/hierarchy")
    row(page, "Acme Corp.").focus()

    press(page, "End")
    expect(row(page, "Roads")).to_be_focused()
    press(page, "Home")
    expect(row(page, "Acme Corp.")).to_be_focused()
    press(page, "b")
    expect(row(page, "Bridges")).to_be_focused()


def test_the_tree_is_one_tab_stop(visit, owner, acme_roads):
    page = visit(owner, "/app/hierarchy")
    row(page, "Acme Corp.").focus()

    press(page, "ArrowDown", "Tab")

    assert page.evaluate("document.activeElement.closest('[role=tree]')") is None
    assert page.locator('[role=treeitem][tabindex="0"]').count() == 1


def test_an_asterisk_opens_all_siblings(visit, owner, acme_roads):
    make_itwin(acme_roads["bridges"], owner=owner, display_name="Stone bridge")
    page = visit(owner, "/app/hierarchy")
    row(page, "Bridges").focus()

    press(page, "*")

    expect(row(page, "Stone bridge")).to_be_visible()
    expect(row(page, "US Route 202")).to_be_visible()


def test_space_selects_and_enter_opens(visit, owner, acme_roads):
    page = visit(owner, "/app/hierarchy")
    row(page, "Roads").focus()

    press(page, "Space")
    expect(page.get_by_role("heading", name="Roads", level=2)).to_be_visible()
    expect(row(page, "Roads")).to_have_attribute("aria-selected", "true")
    expect(row(page, "Roads")).to_be_focused()
    expect(page).to_have_url(
        f"{page.url.split('/app')[0]}/app/hierarchy?node={acme_roads['roads'].pk}"
    )
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Roads", level=1)).to_be_visible()


def test_f_stars_the_selected_itwin(visit, owner, acme_roads):
    page = visit(owner, f"/app/hierarchy?node={acme_roads['roads'].pk}")
    row(page, "Roads").focus()

    press(page, "f")

    expect(page.get_by_role("button", name="Remove Roads from favorites")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Added Roads to favorites.")


def test_what_was_open_is_open_again_after_a_visit_elsewhere(visit, owner, acme_roads):
    page = visit(owner, "/app/hierarchy")
    with page.expect_response("**/open"):
        row(page, "Roads").locator(".tree__twisty").click()
    expect(row(page, "US Route 202")).to_be_visible()

    page.goto(page.url.replace("/hierarchy", "/recents"))
    page.go_back()

    expect(row(page, "US Route 202")).to_be_visible()
    expect(row(page, "Roads")).to_have_attribute("aria-expanded", "true")


def test_the_next_hundred_take_the_place_of_their_link(visit, owner, acme_roads):
    for number in range(102):
        make_itwin(acme_roads["bridges"], owner=owner, display_name=f"Bridge {number:03}")
    page = visit(owner, "/app/hierarchy")
    row(page, "Bridges").focus()

    press(page, "ArrowRight")
    expect(row(page, "Show 2 more of 102")).to_be_visible()
    row(page, "Show 2 more of 102").focus()
    press(page, "Enter")

    expect(row(page, "Bridge 101")).to_be_visible()
    expect(row(page, "Bridge 100")).to_be_focused()
    expect(row(page, "Show 2 more of 102")).to_have_count(0)


def test_a_branch_that_does_not_load_says_so_and_tries_again(visit, owner, acme_roads):
    page = visit(owner, "/app/hierarchy", expect_errors=True)
    page.route("**/children", lambda route: route.abort())
    row(page, "Roads").focus()

    press(page, "ArrowRight")
    expect(row(page, "Couldn\N{RIGHT SINGLE QUOTATION MARK}t load. Try again")).to_be_visible()
    page.unroute("**/children")
    press(page, "ArrowDown", "Enter")

    expect(row(page, "US Route 202")).to_be_visible()


def test_the_filter_shows_what_it_finds_while_one_types(visit, owner, acme_roads):
    page = visit(owner, "/app/hierarchy")

    page.get_by_label("Filter this tree").press_sequentially("61n")

    expect(row(page, "Section 61N")).to_be_visible()
    expect(row(page, "Bridges")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("1 match in 3 branches")
    expect(page.get_by_label("Filter this tree")).to_be_focused()


def test_choosing_opens_a_page_of_its_own_on_a_narrow_screen(visit, owner, acme_roads):
    page = visit(owner, "/app/hierarchy")
    page.set_viewport_size({"width": 360, "height": 740})

    row(page, "Roads").locator(".tree__name").click()

    expect(page.get_by_role("heading", name="Roads", level=2)).to_be_visible()
    expect(page.get_by_role("tree")).to_be_hidden()
    page.get_by_role("link", name="Back to the tree").click()
    expect(page.get_by_role("tree")).to_be_visible()
