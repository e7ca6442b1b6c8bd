"""Applications of all kinds, and a person who is signed in."""

import pytest
from django.test import Client

from accounts.models import Application, ApplicationKind
from accounts.operations.applications import register_application
from tests.accounts.issuer.flows import CALLBACK

SIGNED_OUT = "http://localhost:3000/signed-out"


def make_application(by, name="Viewer", kind=ApplicationKind.SINGLE_PAGE, **fields):
    fields = {"redirect_uris": [CALLBACK], "sign_out_uris": [SIGNED_OUT]} | fields
    return register_application(name=name, kind=kind, by=by, **fields)


@pytest.fixture
def viewer(member) -> Application:
    """A single-page application that asks people first."""
    return make_application(member)[0]


@pytest.fixture
def trusted(member) -> Application:
    """A single-page application that asks nobody."""
    return make_application(member, name="Ours", is_trusted=True)[0]


@pytest.fixture
def service(admin, acme_corporation) -> tuple[Application, str]:
    """A service of Acme, and its secret."""
    return make_application(
        admin,
        name="Nightly report",
        kind=ApplicationKind.SERVICE,
        organization=acme_corporation,
        redirect_uris=[],
        sign_out_uris=[],
    )


@pytest.fixture
def visitor(owner) -> Client:
    """Of the owner, who is signed in; forms are checked as they are in earnest."""
    client = Client()
    client.force_login(owner)
    return client
