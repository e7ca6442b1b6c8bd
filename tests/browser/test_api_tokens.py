"""API tokens with scripts at work: made, copied, tried out, revoked; and without any."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import ApiToken
from tests.browser.test_accessibility import LONG, violations
from tests.factories import PASSWORD
from tests.factories.api_tokens import make_api_token


def create(page: Page, name: str = "laptop") -> str:
    """Makes a token on the page; returns what is shown of it this once."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Create token").click()
    expect(page.get_by_role("heading", name=f"Copy the token “{name}” now")).to_be_focused()
    return page.locator("[data-secret]").inner_text()


def test_a_token_is_made_copied_tried_out_and_revoked(visit, context, server, owner, acme_roads):
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    page = visit(owner, "/app/tokens")

    text = create(page)
    page.get_by_role("button", name="Copy the token").click()
    expect(page.get_by_role("button", name="Copied the token")).to_be_visible()
    expect(page.locator("#status")).to_have_text("Copied the token")
    assert page.evaluate("navigator.clipboard.readText()") == text

    page.get_by_role("button", name="Run here").click()
    expect(page.locator("[data-answer-status]")).to_have_text("Answer: 200 OK")
    expect(page.get_by_role("region", name="Headers of the answer")).to_contain_text(
        "content-type: application/json"
    )
    expect(page.get_by_role("region", name="Body of the answer")).to_contain_text(
        '"displayName": "US Route 202"'
    )

    page.get_by_role("button", name="Revoke laptop").click()
    expect(page.get_by_text("Revoked laptop: it is refused from now on.")).to_be_visible()
    bearer = {"Authorization": f"Bearer {text}"}
    assert page.request.get(f"{server}/itwins/", headers=bearer).status == 401
    page.get_by_role("button", name="Delete laptop").click()
    expect(page.get_by_text("No tokens.")).to_be_visible()


def test_reloading_makes_no_second_token(visit, owner, acme):
    page = visit(owner, "/app/tokens")
    text = create(page)

    page.reload()

    expect(page.get_by_role("button", name="Revoke laptop")).to_be_visible()
    assert text not in page.content()
    assert ApiToken.objects.count() == 1


def test_a_refused_request_shows_its_status_and_body(visit, owner, acme):
    page = visit(owner, "/app/tokens", expect_errors=True)
    page.get_by_label("Only from these networks").fill("10.0.0.0/8")
    create(page)

    page.get_by_role("button", name="Run here").click()

    expect(page.locator("[data-answer-status]")).to_have_text("Answer: 401 Unauthorized")
    expect(page.get_by_role("region", name="Body of the answer")).to_contain_text(
        '"code": "Unauthorized"'
    )


def test_a_server_that_cannot_be_reached_is_told(visit, context, owner, acme):
    page = visit(owner, "/app/tokens", expect_errors=True)
    create(page)
    context.set_offline(True)

    page.get_by_role("button", name="Run here").click()

    expect(page.locator("[data-answer-status]")).to_contain_text("reach the server. Try again")


def test_a_form_that_is_sent_twice_in_haste_shows_its_token(visit, owner, acme):
    page = visit(owner, "/app/tokens")
    page.get_by_label("Name", exact=True).fill("laptop")

    page.get_by_role("button", name="Create token").dblclick()

    expect(page.locator("[data-secret]")).to_be_visible()
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_a_token_is_shown_and_tried(visit, owner, acme_roads, scheme):
    make_api_token(owner, "ends soon", days=7)
    page = visit(owner, "/app/tokens", scheme=scheme)
    create(page)

    page.get_by_role("button", name="Run here").click()
    expect(page.locator("[data-answer-status]")).to_have_text("Answer: 200 OK")

    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_was_refused(visit, owner, acme, scheme):
    page = visit(owner, "/app/tokens", scheme=scheme, expect_errors=True)
    page.get_by_label("Name", exact=True).fill("laptop")
    page.get_by_label("Only from these networks").fill("nonsense")
    page.get_by_role("button", name="Create token").click()
    expect(page.get_by_role("alert")).to_contain_text("“nonsense” is no address")
    of_the_form = violations(page)
    page.get_by_label("Token", exact=True).fill("nonsense")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("Refused.")

    assert (of_the_form, violations(page)) == ([], [])


def test_nothing_scrolls_sideways_at_320_pixels(visit, owner, acme_roads):
    make_api_token(owner, "W" * 64, networks="2001:db8:1111:2222:3333:4444:5555:6666/127")
    page = visit(owner, "/app/tokens")
    page.set_viewport_size({"width": 320, "height": 740})
    create(page, LONG[:64].strip())

    page.get_by_role("button", name="Run here").click()
    expect(page.locator("[data-answer-status]")).to_have_text("Answer: 200 OK")

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    name = page.get_by_role("rowheader").first  # as wide as its card, not as a column
    assert name.evaluate("header => header.clientWidth") > 180


def test_everything_works_without_scripts(browser, server, owner, acme):
    context: BrowserContext = browser.new_context(java_script_enabled=False, base_url=server)
    page = context.new_page()
    page.goto("/app/tokens")
    page.get_by_label("E-mail").fill(owner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label(f"{owner.display_name}: your menu").click()
    page.get_by_role("link", name="API tokens").click()

    page.get_by_label("Name", exact=True).fill("laptop")
    page.get_by_role("radio", name="Read and write").check()
    page.get_by_label("Expires after").select_option("7")
    page.get_by_role("button", name="Create token").click()
    expect(page.locator("[data-secret]")).to_contain_text("twst_")
    for name in ("Copy the token", "Run here"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_text("Expires in 7 days")).to_be_visible()
    page.get_by_role("button", name="Revoke laptop").click()
    expect(page.get_by_text("Revoked laptop: it is refused from now on.")).to_be_visible()
    page.get_by_role("button", name="Delete laptop").click()
    expect(page.get_by_text("No tokens.")).to_be_visible()
    context.close()
