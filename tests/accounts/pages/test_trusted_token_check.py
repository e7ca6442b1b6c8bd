"""Checking a token of a trusted issuer: what it says, and that nobody is added by it."""

import pytest
from django.core.cache import caches
from django.test import Client

from accounts.models import User
from tests.factories import make_user
from tests.key_server import serving_keys
from tests.openid_provider import key_of
from tests.twins.pages.reading import text_of

NOT_TAKEN = (
    "Refused. It was issued by {}, which this registry trusts, but is no access token for it,"
    " somebody else signed it, or its person is no longer active here."
    " Ask whoever runs this registry: the log tells which."
)


@pytest.fixture
def issuer(settings):
    caches["process"].clear()
    with serving_keys() as server:
        settings.TRUSTED_ISSUERS = {server.url: server.entry()}
        yield server


@pytest.fixture
def check(member):
    client = Client()
    client.force_login(member)

    def ask(token: str) -> str:
        words = text_of(client.post("/app/tokens/check", {"token": token}))
        return words.partition("Check a token")[2].partition(" Token ")[0].strip()

    return ask


@pytest.fixture
def ada(issuer) -> User:
    person = make_user("ada@acme.example")
    person.issuer, person.subject = issuer.url, "ada-1"
    person.save()
    return person


def test_a_token_of_somebody_known_works(check, issuer, ada):
    assert check(issuer.token()) == "Works. It does what Ada Tester may do."


@pytest.mark.parametrize("told", [{}, {"email": "new@acme.example", "email_verified": True}])
def test_a_check_adds_nobody(check, issuer, settings, told):
    settings.TRUSTED_ISSUERS = {issuer.url: issuer.entry(provision=True)}
    before = User.objects.count()

    assert check(issuer.token(**told)) == (
        "Works. It means nobody who is here so far: its first use adds them, unless their address"
        " or organization speaks against it."
    )
    assert User.objects.count() == before


def test_a_token_of_nobody_known_is_refused_where_nobody_is_added(check, issuer):
    assert check(issuer.token()) == (
        "Refused. It means nobody who is here. Ask whoever runs this registry to let them in."
    )


def test_why_a_token_of_a_trusted_issuer_is_refused(check, issuer, ada):
    no = NOT_TAKEN.format(issuer.url)

    assert check(issuer.token(aud="another")) == no
    assert check(issuer.token(key_of("foreign"))) == no
    assert check(issuer.token(scope="openid")) == (
        "Refused. It lacks the scope itwin-platform. Ask for it with that scope."
    )
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert check(issuer.token()) == no


def test_another_issuer_is_told_from_ours_and_the_trusted(check, issuer, settings):
    assert check(issuer.token(iss="https://elsewhere.example")) == (
        "Refused. It was issued by https://elsewhere.example. The issuer of this registry is"
        f" {settings.ISSUER}; it also trusts {issuer.url}."
    )
