"""The profile of whom an issuer knows where nobody signs in in the browser: a local person."""

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.pages.test_profile import PAGE, facts
from tests.twins.pages.reading import text_of


@pytest.mark.parametrize("provider", ["", "https://sign-in.example"])
def test_whom_another_issuer_knows_by_tokens_alone_is_a_local_person(member, settings, provider):
    settings.OIDC_ISSUER = provider
    User.objects.filter(pk=member.pk).update(issuer="https://other.example", subject="member-1")
    client = Client()
    client.force_login(member)

    page = client.get(PAGE)
    client.post(PAGE, {"given_name": "Ada", "surname": "Lovelace"})

    assert facts(page)["Signs in"] == "with a password"
    assert "other.example" not in text_of(page)
    assert User.objects.get(pk=member.pk).display_name == "Ada Lovelace"
