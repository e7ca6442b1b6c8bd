"""A browser signs in at a certified provider, is welcomed with what waits, and signs out again."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.core.cache import caches
from playwright.sync_api import Page, Route, expect

from accounts.models import DirectoryGroupUser, User
from accounts.operations.invitation_links import invitation_link
from accounts.operations.invitations import Offer, invite
from accounts.operations.roles import create_role
from accounts.queries.members import role_ids_held
from itwins_site.trusted_issuers import TrustedIssuer
from tests.accounts.pages.conftest import BACKEND, CALLBACK
from tests.clients.openid_provider import (
    NATIVE,
    SERVICE,
    certified_provider,
    token_of_a_person,
    token_of_a_service,
)
from tests.factories import make_itwin, make_member, make_user
from tests.openid_provider import CLIENT_SECRET

GRACE = {
    "email": "grace@acme.example",
    "email_verified": True,
    "given_name": "Grace",
    "family_name": "Hopper",
    "groups": ["Engineers"],
}


@pytest.fixture
def issuer(server, settings, acme_corporation) -> Iterator[str]:
    caches["process"].clear()
    client = {
        "client_id": "twinstead",
        "client_secret": CLIENT_SECRET,
        "redirect_uris": [server + CALLBACK],
    }
    with certified_provider(
        clients=[client, NATIVE, SERVICE], person=GRACE, api=server
    ) as settings.OIDC_ISSUER:
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "twinstead", CLIENT_SECRET
        settings.OIDC_SCOPES = "openid email profile groups"
        settings.OIDC_ORGANIZATION = acme_corporation.name
        settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, BACKEND]
        yield settings.OIDC_ISSUER


@pytest.mark.clients
def test_a_person_signs_in_at_a_certified_provider(context, server, issuer, acme, owner, admin):
    viewer = create_role(itwin=acme, display_name="Viewer")
    (sent,) = invite(itwin=acme, offers=[Offer("grace@acme.example", [viewer.pk])], by=owner)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda line: complaints.append(f"{line.location['url']} {line.text}"))
    # The provider's own pages ask for a font from elsewhere.
    context.route("**/*", lambda route: route.continue_() if at_home(route) else route.abort())

    page.goto(invitation_link(sent))
    sign_in(page)
    expect(page.get_by_role("heading", name="Acme Corp.", level=1)).to_be_visible()

    grace = User.objects.get(email="grace@acme.example")
    assert (grace.issuer, grace.subject) == (issuer, "grace-1")
    assert (grace.display_name, grace.organization) == ("Grace Hopper", admin.organization)
    assert role_ids_held(acme, [grace.pk])[grace.pk] == [viewer.pk]
    assert DirectoryGroupUser.objects.get(user=grace).directory_group.name == "Engineers"

    page.get_by_label("Grace Hopper: your menu").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign out there, too").click()
    expect(page.get_by_text("Do you want to sign-out")).to_be_visible()
    page.goto(f"{server}/app/")
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    assert [each for each in complaints if each.startswith(server)] == []


@pytest.mark.clients
def test_bearer_tokens_of_the_provider_open_the_api_to_whom_it_is_known(
    context, server, issuer, settings, acme, owner
):
    """A person by the sign-in in the browser, a service by its row; nobody else."""
    trusted = TrustedIssuer(issuer=issuer, jwks_uri=f"{issuer}/jwks", audience=(server,))
    settings.TRUSTED_ISSUERS = {issuer: trusted}
    bridge, tunnel, _ = (
        make_itwin(acme, owner=owner, display_name=name) for name in ("Bridge", "Tunnel", "Quay")
    )
    make_member(bridge, make_user("service@acme.example", issuer=issuer, subject="their-service"))
    assert list_with(token_of_a_person(issuer, "grace-1"), server) == (401, "Unauthorized")
    context.route("**/*", lambda route: route.continue_() if at_home(route) else route.abort())
    page = context.new_page()
    page.goto(f"{server}/app/")
    sign_in(page)
    expect(page.get_by_label("Grace Hopper: your menu")).to_be_visible()

    make_member(tunnel, User.objects.get(email="grace@acme.example"))

    assert list_with(token_of_a_service(issuer), server) == (200, ["Bridge"])
    assert list_with(token_of_a_person(issuer, "grace-1"), server) == (200, ["Tunnel"])
    assert list_with(token_of_a_person(issuer, "grace-2"), server) == (401, "Unauthorized")


def sign_in(page: Page) -> None:
    """From a page of ours to the provider, and back as Grace."""
    page.get_by_role("link", name="Sign in with your organization").click()
    page.locator("[name=login]").fill("grace-1")
    page.locator("[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def list_with(token: str, server: str) -> tuple[int, Any]:
    """What the API answers: a status, and the names or why it refuses."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = requests.get(f"{server}/itwins/", headers=headers, timeout=30)
    if answer.status_code != 200:
        return answer.status_code, answer.json()["error"]["code"]
    return 200, [itwin["displayName"] for itwin in answer.json()["iTwins"]]


def at_home(route: Route) -> bool:
    return urlsplit(route.request.url).hostname == "localhost"
