"""manage.py restore_itwin."""

import pytest
from django.core.management import call_command, execute_from_command_line
from django.core.management.base import CommandError

from tests.factories import make_itwin
from twins.choices import AuditOperation, Channel
from twins.models import AuditEntry, HierarchyNode, ITwin
from twins.operations.lifecycle import delete_itwin


@pytest.fixture
def road(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Road")


@pytest.fixture
def bridge(road, owner):
    """A deleted iTwin, once a child of Road."""
    bridge = make_itwin(road, owner=owner, display_name="Bridge", number="B-1")
    delete_itwin(bridge, by=owner, through=Channel.API)
    return bridge


def is_deleted(itwin: ITwin) -> bool:
    return not ITwin.objects.live().filter(pk=itwin.pk).exists()


def last_entry() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


def test_a_deleted_itwin_is_put_back_where_it_was(bridge, road, admin, capsys):
    call_command("restore_itwin", str(bridge.pk), "--by", admin.email)

    assert capsys.readouterr().out == "Bridge is back under Road.\n"
    assert not is_deleted(bridge)
    assert HierarchyNode.objects.get(pk=bridge.pk).parent_id == road.pk
    entry = last_entry()
    assert (entry.operation, entry.user, entry.channel, entry.itwin_id, entry.reason) == (
        AuditOperation.RESTORED,
        admin,
        Channel.COMMAND,
        bridge.pk,
        "",
    )


def test_the_first_support_person_answers_for_it_when_nobody_is_named(bridge, support):
    call_command("restore_itwin", str(bridge.pk))

    assert last_entry().user == support
    assert last_entry().reason == "Restored by command; who ran it was not said."


def test_somebody_must_be_named_where_there_is_no_support_person(bridge):
    with pytest.raises(CommandError) as refusal:
        call_command("restore_itwin", str(bridge.pk))

    assert str(refusal.value) == (
        "There is no support person to answer for it. Next: add --by EMAIL."
    )
    assert is_deleted(bridge)


def test_an_unknown_name_is_refused(bridge):
    with pytest.raises(CommandError) as refusal:
        call_command("restore_itwin", str(bridge.pk), "--by", "nobody@acme.example")

    assert str(refusal.value) == "There is no person with the e-mail nobody@acme.example."


def test_a_number_taken_meanwhile_is_in_the_way(bridge, acme, owner, support):
    make_itwin(acme, owner=owner, display_name="Another", number="b-1")

    with pytest.raises(CommandError) as refusal:
        call_command("restore_itwin", str(bridge.pk))

    assert str(refusal.value) == (
        "Bridge cannot be restored. Its number is used by another Project of the Account."
        " Next: change the number of that one."
    )
    assert is_deleted(bridge)


def test_a_name_taken_meanwhile_is_in_the_way(bridge, acme, owner, support):
    make_itwin(acme, owner=owner, display_name="BRIDGE")

    with pytest.raises(CommandError) as refusal:
        call_command("restore_itwin", str(bridge.pk))

    assert str(refusal.value) == (
        "Bridge cannot be restored. Its displayName is used by another Project of the Account."
        " Next: change the displayName of that one."
    )
    assert is_deleted(bridge)


def test_a_deleted_parent_is_in_the_way(bridge, road, owner, support):
    delete_itwin(road, by=owner, through=Channel.API)

    with pytest.raises(CommandError) as refusal:
        call_command("restore_itwin", str(bridge.pk))

    assert str(refusal.value) == (
        f"Bridge cannot be restored. Its parent Road is deleted too. Next: restore {road.pk} first."
    )
    assert is_deleted(bridge)


def test_an_itwin_that_is_not_deleted_is_left_alone(road, support):
    with pytest.raises(CommandError) as refusal:
        call_command("restore_itwin", str(road.pk))

    assert str(refusal.value) == "Road cannot be restored. Road is not deleted."


@pytest.mark.parametrize("itwin_id", ["00000000-0000-4000-8000-000000000000", "bridge"])
def test_an_unknown_id_is_one_sentence_and_exit_code_1(support, capsys, itwin_id):
    with pytest.raises(SystemExit) as stopped:
        execute_from_command_line(["manage.py", "restore_itwin", itwin_id, "--skip-checks"])

    assert stopped.value.code == 1
    assert capsys.readouterr().err == (
        f"CommandError: There is no iTwin with the id {itwin_id}, not even a deleted one.\n"
    )
