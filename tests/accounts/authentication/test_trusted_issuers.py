"""Bearer tokens of outside issuers: whom they let in, and as whom."""

import pytest

from accounts.models import User
from tests.accounts.authentication.test_bearer import UNAUTHORIZED, ask
from tests.factories import make_itwin
from tests.key_server import serving_keys
from tests.twins.api.answers import assert_answers, names


@pytest.fixture
def issuer():
    with serving_keys() as server:
        yield server


@pytest.fixture
def trust(issuer, settings):
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


def test_a_token_lets_in_the_person_whom_it_means(api, issuer, ada, acme):
    make_itwin(acme, owner=ada, display_name="Bridge")

    assert names(ask(api, f"Bearer {issuer.token()}")) == ["Bridge"]


def test_a_token_of_an_issuer_that_is_not_listed_is_refused_without_asking_it(
    api, issuer, ada, settings
):
    settings.TRUSTED_ISSUERS = {
        "https://elsewhere.example": issuer.entry(issuer="https://elsewhere.example")
    }

    assert_answers(ask(api, f"Bearer {issuer.token()}"), 401, UNAUTHORIZED)
    assert issuer.fetches == 0


def test_an_unknown_subject_is_refused(api, issuer, ada):
    assert_answers(ask(api, f"Bearer {issuer.token(sub='ada-2')}"), 401, UNAUTHORIZED)
    assert User.objects.count() == 1


def test_an_unknown_subject_is_added_where_the_entry_says_so(api, issuer, trust, acme_corporation):
    trust(provision=True, organization="Acme Corporation")

    first = ask(api, f"Bearer {issuer.token(sub='robot', name='Robot')}")
    second = ask(api, f"Bearer {issuer.token(sub='robot')}")

    assert (first.status_code, second.status_code) == (200, 200)
    added = User.objects.get()
    assert (added.issuer, added.subject) == (issuer.url, "robot")
    assert (added.organization, added.display_name) == (acme_corporation, "Robot")
    assert added.email.startswith("robot-")
    assert added.email.endswith("@apps.localhost")
