"""An outside issuer, trusted or not, and whom it speaks of."""

import pytest
from django.core.cache import caches

from accounts.models import User
from tests.key_server import serving_keys


@pytest.fixture(autouse=True)
def _nothing_remembered():
    caches["process"].clear()


@pytest.fixture
def issuer():
    with serving_keys() as server:
        yield server


@pytest.fixture
def trust(db, issuer, settings):
    """Puts the issuer among the trusted ones."""

    def with_entry(**changes):
        settings.TRUSTED_ISSUERS = {issuer.url: issuer.entry(**changes)}

    return with_entry


@pytest.fixture
def ada(owner, issuer, trust) -> User:
    """The owner, whom the issuer calls ada-1."""
    trust()
    owner.issuer, owner.subject = issuer.url, "ada-1"
    owner.save()
    return owner
