"""manage.py load_demo_data in an empty registry, and in one where it does not fit."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from accounts.models import DirectoryGroup, Group, Invitation, Organization, Role, User
from tests.factories import make_user
from twins.demo.loading import load
from twins.models import ITwin


def ids_of_what_was_loaded() -> list[list]:
    return [
        list(model.objects.order_by("pk").values_list("pk", flat=True))
        for model in (Organization, User, Role, ITwin, DirectoryGroup, Group, Invitation)
    ]


def test_the_ids_are_the_same_in_every_registry(db):
    with transaction.atomic():
        call_command("load_demo_data", "--size", "small", verbosity=0)
        in_the_first = ids_of_what_was_loaded()
        transaction.set_rollback(True)

    call_command("load_demo_data", "--size", "small", verbosity=0)

    assert ids_of_what_was_loaded() == in_the_first


def test_everybody_signs_in_with_the_printed_password(db, capsys):
    call_command("load_demo_data", "--size", "small")

    *_, last = capsys.readouterr().out.splitlines()
    sentence, password = last.rsplit(" ", 1)
    assert sentence == "Sign in as owner@acme.example with the password"
    people = User.objects.filter(service_application=None)
    assert [user.check_password(password) for user in people] == [True] * 8


def test_a_registry_where_the_names_are_taken_is_left_as_it_is(db):
    make_user("owner@acme.example")

    with pytest.raises(CommandError) as refusal:
        call_command("load_demo_data", "--size", "small")

    assert str(refusal.value) == (
        "The demo data does not fit into this registry."
        " There is a person with the e-mail owner@acme.example already."
        " Next: load it into a registry of its own."
    )
    assert User.objects.count() == 1
    assert not Organization.objects.exists()


def test_no_mail_leaves_while_loading(db, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        load("small")

    assert Invitation.objects.count() == 3
    assert mailoutbox == []
