"""A provider that the pages sign in at, and the way of a browser through it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client

from accounts.models import Organization
from tests.openid_provider import CLIENT_ID, CLIENT_SECRET, OpenIdProvider, serving

BACKEND = "accounts.authentication.openid_provider.OpenIdProviderBackend"
CALLBACK = "/app/sign-in/provider/callback"


@pytest.fixture
def provider(settings, acme_corporation: Organization) -> Iterator[OpenIdProvider]:
    """Acme's."""
    caches["process"].clear()
    with serving(OpenIdProvider()) as served:
        settings.PUBLIC_URL = "http://testserver"
        settings.OIDC_ISSUER = served.issuer
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        settings.OIDC_ORGANIZATION = "acme corporation"
        settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, BACKEND]
        yield served


@pytest.fixture
def through(provider: OpenIdProvider) -> Callable[..., HttpResponse]:
    """A browser's way to the provider and back; what it brings back can be changed."""

    def sign_in(client: Client, next_page: str = "", **brought: Any) -> HttpResponse:
        start = client.get("/app/sign-in/provider", {"next": next_page})
        assert start.status_code == 302, start.content.decode()
        asked = provider.begun(start["Location"])
        return client.get(CALLBACK, {"code": "a-code", "state": asked["state"]} | brought)

    return sign_in
