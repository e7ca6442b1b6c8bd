"""A browser signs in to an application at another origin: @itwin/browser-authorization, unchanged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from accounts.models import ApplicationKind, User
from accounts.operations.applications import register_application
from tests.clients.single_page.server import bundled, serving
from tests.factories import PASSWORD, make_itwin, make_member

pytestmark = pytest.mark.clients

SCOPE = "openid profile email itwin-platform"


@dataclass
class Viewer:
    """The application, in one browser."""

    address: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def opened(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.goto(self.address)
        expect(page.locator("output")).to_have_text("Nobody is signed in")
        return page


@pytest.fixture(scope="session")
def script(tmp_path_factory) -> bytes:
    return bundled(tmp_path_factory.mktemp("single-page"))


@pytest.fixture
def viewer(script, server) -> Iterator[Viewer]:
    viewer = Viewer()
    viewer.settings = {"authority": f"{server}/o", "api": server, "scope": SCOPE}
    with serving(script, lambda: viewer.settings) as viewer.address:
        yield viewer


@pytest.fixture
def registered(viewer) -> Callable[..., None]:
    """Makes the viewer known to the issuer."""

    def known(*, is_trusted: bool, scope: str = SCOPE) -> None:
        application, _ = register_application(
            name="Viewer",
            kind=ApplicationKind.SINGLE_PAGE,
            by=None,
            redirect_uris=[f"{viewer.address}/signin-callback"],
            sign_out_uris=[f"{viewer.address}/"],
            is_trusted=is_trusted,
        )
        viewer.settings |= {"clientId": application.client_id, "scope": scope}

    return known


@pytest.fixture
def ada(acme, owner, member) -> User:
    """Member of one of two iTwins; with a name and a password to type."""
    member.given_name, member.surname = "Ada", "Lovelace"
    member.set_password(PASSWORD)
    member.save()
    bridge, _ = (make_itwin(acme, owner=owner, display_name=name) for name in ("Bridge", "Quay"))
    make_member(bridge, member)
    return member


@pytest.fixture
def context(context: BrowserContext, server: str, viewer: Viewer) -> Iterator[BrowserContext]:
    """A browser that asks nobody but the two servers, and has nothing to complain about."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.location['url']} {message.text}")

    def note_foreign(url: str) -> None:
        if not url.startswith((server, viewer.address, "data:", "blob:")):
            complaints.append(f"asked {url}")

    context.on("console", note)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    context.on("request", lambda request: note_foreign(request.url))
    context.set_default_timeout(20_000)
    yield context
    assert complaints == []


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def says(page: Page, text: str) -> None:
    expect(page.locator("output")).to_have_text(text, timeout=20_000)


def type_password(page: Page, person: User) -> None:
    """On our page, whoever sent the browser there."""
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")


def test_a_person_signs_in_works_renews_and_signs_out(context, viewer, registered, ada):
    registered(is_trusted=True)
    page = viewer.opened(context)

    press(page, "Sign in")
    type_password(page, ada)
    says(page, "Ada Lovelace sees Bridge")
    assert page.url == f"{viewer.address}/"

    press(page, "Renew in a frame")
    says(page, "New access_token: Ada Lovelace sees Bridge")
    press(page, "Check the session")
    says(page, "The session is there")

    press(page, "Sign out")
    says(page, "Nobody is signed in")
    assert page.url == f"{viewer.address}/"
    press(page, "Renew in a frame")
    says(page, "login_required login_required")


def test_who_asked_to_stay_signed_in_renews_with_a_refresh_token(
    context, viewer, registered, ada, server
):
    registered(is_trusted=True, scope=f"{SCOPE} offline_access")
    page = viewer.opened(context)
    press(page, "Sign in")
    type_password(page, ada)
    says(page, "Ada Lovelace sees Bridge")

    for _ in range(2):  # the second time with the refresh token that the first time brought
        press(page, "Renew with the refresh token")
        says(page, "New access_token and refresh_token: Ada Lovelace sees Bridge")

    context.clear_cookies()
    press(page, "Renew with the refresh token")
    says(page, "New access_token and refresh_token: Ada Lovelace sees Bridge")
    press(page, "Check the session")
    says(page, "The session is over")


def test_a_token_that_is_about_to_expire_is_renewed_unasked(
    context, viewer, registered, ada, settings
):
    # The client renews a minute before the end: so at once, again and again.
    settings.OAUTH2_PROVIDER |= {
        "ACCESS_TOKEN_EXPIRE_SECONDS": 61,
        "ALWAYS_RELOAD_OAUTHLIB_CORE": True,
    }
    registered(is_trusted=True)
    page = viewer.opened(context)

    press(page, "Sign in")
    type_password(page, ada)

    expect(page.locator("#tokens")).to_have_text("3", timeout=20_000)


def test_an_application_that_asks_for_the_api_alone_may_do_all_but_know_who_it_is(
    context, viewer, registered, ada
):
    """As the viewer template does unless told otherwise; to sign out, we ask the person."""
    registered(is_trusted=True, scope="itwin-platform")
    page = viewer.opened(context)

    press(page, "Sign in")
    type_password(page, ada)
    says(page, "undefined sees Bridge")
    press(page, "Renew in a frame")
    says(page, "New access_token: undefined sees Bridge")
    press(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign out?", level=1)).to_be_visible()
    press(page, "Sign out")

    says(page, "Nobody is signed in")
    press(page, "Renew in a frame")
    says(page, "login_required login_required")


def test_an_application_notices_that_the_person_signed_out_at_our_pages(
    context, viewer, registered, ada, server
):
    registered(is_trusted=True)
    page = viewer.opened(context)
    press(page, "Sign in")
    type_password(page, ada)
    says(page, "Ada Lovelace sees Bridge")

    ours = context.new_page()
    ours.goto(f"{server}/app/")
    ours.get_by_label("Ada Lovelace: your menu").click()
    press(ours, "Sign out")
    expect(ours.get_by_role("heading", name="Sign in", level=1)).to_be_visible()

    press(page, "Check the session")
    says(page, "The session is over")


def test_consent_is_asked_for_once(context, viewer, registered, ada):
    registered(is_trusted=False)
    page = viewer.opened(context)

    press(page, "Sign in")
    type_password(page, ada)
    expect(page.get_by_role("heading", name="Allow Viewer?", level=1)).to_be_visible()
    press(page, "Allow")
    says(page, "Ada Lovelace sees Bridge")

    press(page, "Renew in a frame")
    says(page, "New access_token: Ada Lovelace sees Bridge")
    press(page, "Sign out")
    says(page, "Nobody is signed in")
    press(page, "Sign in")
    type_password(page, ada)
    says(page, "Ada Lovelace sees Bridge")


def test_without_consent_a_frame_is_refused(context, viewer, registered, ada, server):
    registered(is_trusted=False)
    page = context.new_page()
    page.goto(f"{server}/app/")
    type_password(page, ada)
    expect(page.get_by_label("Ada Lovelace: your menu")).to_be_visible()

    page = viewer.opened(context)
    press(page, "Renew in a frame")

    says(page, "consent_required consent_required")


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_person_signs_in_in_a_window_of_its_own(context, viewer, registered, ada, is_trusted):
    registered(is_trusted=is_trusted)
    page = viewer.opened(context)

    with page.expect_popup() as opened:
        press(page, "Sign in in a window")
    window = opened.value
    type_password(window, ada)
    if not is_trusted:
        press(window, "Allow")

    says(page, "Ada Lovelace sees Bridge")
    assert window.is_closed()


def test_who_is_signed_in_at_our_pages_is_signed_in_without_a_word(
    context, viewer, registered, ada, server
):
    registered(is_trusted=True)
    page = context.new_page()
    page.goto(f"{server}/app/")
    type_password(page, ada)
    expect(page.get_by_label("Ada Lovelace: your menu")).to_be_visible()

    page = viewer.opened(context)
    press(page, "Sign in")

    says(page, "Ada Lovelace sees Bridge")
