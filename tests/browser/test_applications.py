"""Registering applications in a browser, copying what is shown once, and removing one."""

import pytest
from playwright.sync_api import expect

from accounts.models import Application
from accounts.operations.consents import give_consent
from tests.browser.test_accessibility import violations
from tests.factories.applications import make_application


def test_a_single_page_application_and_a_service_are_registered_and_one_is_removed(
    visit, context, server, settings, admin, acme
):
    settings.ISSUER = f"{server}/o"
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit(admin, "/app/")
    page.get_by_label(f"{admin.display_name}: your menu").click()
    page.get_by_role("link", name="Applications").click()
    page.get_by_role("link", name="Register an application").click()

    page.get_by_label("Name", exact=True).fill("Bridge viewer")
    page.get_by_role("radio", name="Single-page application").check()
    page.get_by_label("Redirect URIs").fill("http://app.example.com/cb")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("alert").get_by_role("link", name="begins with http,").click()
    expect(page.get_by_label("Redirect URIs")).to_be_focused()
    page.get_by_label("Redirect URIs").fill("http://localhost:3000/signin-callback")
    page.get_by_role("button", name="Register").click()

    expect(page.get_by_role("heading", name="Bridge viewer", level=1)).to_be_visible()
    page.get_by_role("button", name="Copy: For the .env file of an iTwin viewer").click()
    lines = page.evaluate("navigator.clipboard.readText()")
    assert lines.splitlines()[0] == f'IMJS_AUTH_AUTHORITY="{server}/o"'

    page.get_by_role("link", name="Applications", exact=True).click()
    page.get_by_role("link", name="Register an application").click()
    page.get_by_label("Name", exact=True).fill("Survey robot")
    page.get_by_role("radio", name="Service").check()
    expect(page.get_by_label("Redirect URIs")).to_be_hidden()
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="Survey robot is registered", level=1)).to_be_visible()
    page.get_by_role("button", name="Copy the secret").click()
    secret = page.evaluate("navigator.clipboard.readText()")
    assert secret == page.locator("[data-secret]").inner_text()
    expect(page.get_by_role("status")).to_have_text("Copied the secret")

    page.reload()  # sends the form again
    expect(page.get_by_text("Survey robot was registered already.")).to_be_visible()
    assert secret not in page.content()
    assert Application.objects.count() == 2

    page.get_by_role("link", name="Remove").click()
    page.get_by_role("button", name="Remove the application").click()
    expect(page.get_by_text("Survey robot is removed.")).to_be_visible()
    expect(page.get_by_role("row", name="Survey robot")).to_have_count(0)
    expect(page.get_by_role("row", name="Bridge viewer")).to_be_visible()


def test_what_was_let_in_is_withdrawn(visit, owner, member, acme):
    viewer = make_application(owner, name="Bridge viewer")
    give_consent(user=member, application=viewer, scopes=["openid"])
    page = visit(member, "/app/applications")

    page.get_by_role("button", name="Withdraw Bridge viewer").click()

    expect(page.get_by_text("Bridge viewer can no longer act as you.")).to_be_visible()
    expect(page.get_by_text("No application acts as you.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_something_is_wrong_or_shown_once(visit, owner, acme, scheme):
    page = visit(owner, "/app/applications/new", scheme=scheme)
    page.get_by_label("Name", exact=True).fill("Portal")
    page.get_by_role("radio", name="Web application").check()
    page.get_by_label("Redirect URIs").fill("nonsense")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("alert").wait_for()
    of_errors = violations(page)

    page.get_by_label("Redirect URIs").fill("https://portal.example/cb")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("heading", name="Portal is registered").wait_for()
    page.set_viewport_size({"width": 320, "height": 740})

    assert (of_errors, violations(page)) == ([], [])
    assert page.evaluate("document.documentElement.scrollWidth") == 320
