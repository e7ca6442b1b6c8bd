"""People let applications of other origins in: the pages they see, in windows and frames of those."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Application
from tests.accounts.issuer.conftest import make_application
from tests.accounts.issuer.flows import authorize_address
from tests.browser.test_accessibility import violations
from tests.factories import PASSWORD

# Opens our pages in a window or a frame of its own, and shows what it is told there in the end.
HOME = """<!doctype html><title>Viewer</title><p id="told"></p>
<script>addEventListener("message", (told) => { document.title = told.data })</script>"""
CALLBACK = """<!doctype html><title>Back</title>
<script>(opener ?? parent).postMessage(location.search, "*")</script>"""


@pytest.fixture
def elsewhere(tmp_path) -> Iterator[str]:
    """The origin of an application."""
    (tmp_path / "index.html").write_text(HOME)
    (tmp_path / "callback.html").write_text(CALLBACK)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    handler = partial(Quiet, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as at:
        threading.Thread(target=at.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{at.server_port}"
        at.shutdown()


def an_application(member, elsewhere, **fields) -> Application:
    fields = {
        "redirect_uris": [f"{elsewhere}/callback.html"],
        "sign_out_uris": [elsewhere + "/"],
    } | fields
    return make_application(member, **fields)[0]


def sign_in(page: Page, person) -> None:
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("is_trusted", [True, False], ids=["trusted", "asks"])
def test_a_window_of_an_application_signs_in_and_tells_it(
    context, server, owner, member, elsewhere, is_trusted
):
    application = an_application(member, elsewhere, is_trusted=is_trusted)
    asked = authorize_address(application, redirect_uri=f"{elsewhere}/callback.html")
    home = context.new_page()
    home.goto(elsewhere)

    with home.expect_popup() as opened:
        home.evaluate("address => { window.open(address) }", server + asked)
    sign_in(opened.value, owner)
    if not is_trusted:
        opened.value.get_by_role("button", name="Allow").click()

    home.wait_for_function("document.title.startsWith('?code=')")


def test_a_frame_of_an_application_renews_without_a_page(
    visit, context, server, owner, member, elsewhere
):
    application = an_application(member, elsewhere, is_trusted=True)
    way_back = f"{elsewhere}/callback.html"
    asked = authorize_address(application, redirect_uri=way_back, prompt="none")
    visit(owner, "/app/")
    home = context.new_page()
    # The same site as ours (its port does not matter): browsers keep cookies from other sites' frames.
    home.goto(elsewhere.replace("127.0.0.1", "localhost") + "/")

    home.evaluate(
        """address => {
          const frame = document.createElement("iframe")
          frame.src = address
          document.body.append(frame)
        }""",
        server + asked,
    )

    home.wait_for_function("document.title.startsWith('?code=')")


def test_whoever_denies_it_is_led_back(context, server, owner, member, elsewhere):
    application = an_application(member, elsewhere)
    way_back = f"{elsewhere}/callback.html"
    page = context.new_page()
    page.goto(server + authorize_address(application, redirect_uri=way_back))
    sign_in(page, owner)

    page.get_by_role("button", name="Deny").click()

    page.wait_for_url(f"{way_back}?error=access_denied*")


def test_the_sign_out_page_leads_back(context, server, owner, member, elsewhere):
    application = an_application(member, elsewhere)
    page = context.new_page()
    page.goto(f"{server}/app/sign-in")
    sign_in(page, owner)
    expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()

    page.goto(
        f"{server}/o/logout/?client_id={application.client_id}"
        f"&post_logout_redirect_uri={elsewhere}/"
    )
    page.get_by_role("button", name="Sign out").click()

    page.wait_for_url(f"{elsewhere}/")


LONG = "An application with a name as long as those of departments of transport " * 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["consent", "refused", "sign-out"])
def test_the_pages_keep_the_rules_of_all_pages(visit, owner, member, scheme, name):
    application = make_application(member, name=LONG.strip())[0]
    addresses = {
        "consent": authorize_address(application),
        "refused": authorize_address(application, redirect_uri="https://evil.example/"),
        "sign-out": f"/o/logout/?client_id={application.client_id}",
    }

    page = visit(owner, addresses[name], scheme=scheme, expect_errors=name == "refused")

    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
