"""manage.py create_organization."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.asserts import assertContains

from accounts.models import AccountOwnership, Organization, User
from accounts.models.user import OrganizationRole
from accounts.queries.account_lookup import primary_account_of


def test_the_organization_gets_a_primary_account_and_an_administrator(db):
    call_command("create_organization", "Umber Works", "--admin", "chief@umber.example")

    administrator = User.objects.get(email="chief@umber.example")
    assert administrator.organization == Organization.objects.get(name="Umber Works")
    assert administrator.organization_role == OrganizationRole.ACCOUNT_ADMINISTRATOR
    account = primary_account_of(administrator)
    assert account is not None
    assert (account.number, account.display_name) == ("Umber Works", "Umber Works")
    assert account.created_by == administrator


def test_the_printed_link_begins_with_the_public_address(db, capsys, settings):
    settings.PUBLIC_URL = "https://registry.example"

    call_command("create_organization", "Umber Works", "--admin", "chief@umber.example")

    sentence, link = capsys.readouterr().out.splitlines()
    assert sentence == (
        "Umber Works has a primary Account and an administrator, chief@umber.example."
        " This link sets their password, once and within 3 days:"
    )
    assert link.startswith("https://registry.example/app/set-password/")


def test_the_printed_link_sets_the_password_once(db, client, capsys, settings):
    call_command("create_organization", "Umber Works", "--admin", "chief@umber.example")
    link = capsys.readouterr().out.splitlines()[-1].removeprefix(settings.PUBLIC_URL)
    form = client.get(link).headers["location"]
    passwords = dict.fromkeys(["new_password1", "new_password2"], "a-long-enough-password")

    client.post(form, passwords)

    administrator = User.objects.get(email="chief@umber.example")
    assert administrator.check_password("a-long-enough-password")
    assertContains(client.get(link), "This link no longer works")


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        (
            "ACME corporation",
            "chief@umber.example",
            "There is an organization named ACME corporation already.",
        ),
        (
            "Umber Works",
            "Owner@acme.example",
            "There is a person with the e-mail Owner@acme.example already.",
        ),
        ("Umber Works", "chief", "'chief' is not an e-mail address."),
        (
            "Umber Works",
            f"{'c' * 64}@{'.'.join(['umber' * 10] * 4)}.example",
            "An e-mail address has at most 254 characters.",
        ),
        (" ", "chief@umber.example", "The name of an organization has from 1 to 255 characters."),
        (
            "U" * 256,
            "chief@umber.example",
            "The name of an organization has from 1 to 255 characters.",
        ),
    ],
)
def test_nothing_is_added_when_it_is_refused(acme, owner, name, email, sentence):
    def rows():
        return [model.objects.count() for model in (Organization, User, AccountOwnership)]

    before = rows()

    with pytest.raises(CommandError) as refusal:
        call_command("create_organization", name, "--admin", email)

    assert str(refusal.value) == sentence
    assert rows() == before
