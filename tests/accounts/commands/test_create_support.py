"""manage.py create_support."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import User


def test_a_support_person_belongs_to_no_organization_and_gets_a_link(db, capsys):
    call_command("create_support", "help@registry.example")

    person = User.objects.get()
    assert (person.email, person.is_staff) == ("help@registry.example", True)
    assert person.organization is None
    assert not person.has_usable_password()
    sentence, link = capsys.readouterr().out.splitlines()
    assert sentence == (
        "help@registry.example is a support person."
        " This link sets their password, once and within 3 days:"
    )
    assert "/app/set-password/" in link


def test_a_taken_e_mail_is_refused(owner):
    with pytest.raises(CommandError) as refusal:
        call_command("create_support", "OWNER@acme.example")

    assert str(refusal.value) == "There is a person with the e-mail OWNER@acme.example already."
    assert not User.objects.filter(is_staff=True).exists()
