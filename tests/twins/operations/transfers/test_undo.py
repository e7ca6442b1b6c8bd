"""Undoing a transfer: what comes back, what stays, and what stands against it."""

import pytest

from accounts.models import Role, UserMember
from accounts.operations import visibility
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from tests.factories import make_itwin
from tests.twins.operations.transfers.rows import codes, everything
from twins.choices import Channel
from twins.models import ITwin, Transfer, TransferState
from twins.operations.lifecycle import delete_itwin
from twins.operations.transfers import (
    approve,
    check,
    decide,
    plan_move_of_itwins,
    plan_undo,
    run,
)
from twins.queries.hierarchy_findings import findings


@pytest.fixture
def done(roads, archive, acme, member, support, second):
    """Bridge and Deck are in Soylent's archive; the member's role was copied there."""
    viewer = create_role(itwin=acme, display_name="Viewer", permissions=["imodels_read"])
    for name in ("Bridge", "Deck"):
        add_user_member(itwin=roads[name], user=member, roles=[viewer])
    transfer = plan_move_of_itwins(root_ids=[roads["Bridge"].pk], parent_id=archive.pk, by=support)
    approve(transfer, by=second)
    return run(transfer, by=support)


def take_back(transfer, support, second, **decisions):
    undo = decide(plan_undo(transfer, by=support), decisions)
    approve(undo, by=second)
    return run(undo, by=support)


def compared():
    """Everything that an undo has to put back; a tree's own numbers count on."""
    names = ("auditentry", "transferchange", "hierarchynode", "visibleitwin")
    return {
        model: rows
        for model, rows in everything().items()
        if model._meta.model_name not in names  # noqa: SLF001
    }


def test_an_undo_leaves_nothing_of_a_transfer(roads, archive, acme, member, support, second):
    viewer = create_role(itwin=acme, display_name="Viewer", permissions=["imodels_read"])
    for name in ("Bridge", "Deck"):
        add_user_member(itwin=roads[name], user=member, roles=[viewer])
    before = compared()
    transfer = plan_move_of_itwins(root_ids=[roads["Bridge"].pk], parent_id=archive.pk, by=support)
    approve(transfer, by=second)
    run(transfer, by=support)

    undo = take_back(transfer, support, second)

    assert compared() == before
    assert visibility.check() == []
    assert findings() == []
    transfer.refresh_from_db()
    assert (undo.state, transfer.state) == (TransferState.DONE, TransferState.UNDONE)


def test_an_undo_can_be_undone(done, support, second):
    after = compared()
    undo = take_back(done, support, second)

    take_back(undo, support, second)

    assert compared() == after
    assert Transfer.objects.get(pk=done.pk).state == TransferState.DONE
    assert visibility.check() == []
    assert findings() == []


def test_what_was_changed_since_stays_and_is_told(done, roads, acme, support, second):
    ITwin.objects.filter(pk=roads["Deck"].pk).update(last_modified_at=done.created_at)

    undo = take_back(done, support, second)

    assert [(code, level) for code, level in codes(undo)] == [("NEWER_VALUES", "W")]
    deck = ITwin.objects.get(pk=roads["Deck"].pk)
    assert (deck.account_id, deck.last_modified_at) == (acme.pk, done.created_at)


def test_what_was_created_below_goes_along_once_it_is_decided(
    done, roads, acme, soylent, outsider, support, second
):
    rail = make_itwin(ITwin.objects.get(pk=roads["Deck"].pk), owner=outsider, display_name="Rail")
    undo = plan_undo(done, by=support)
    assert codes(undo) == [("NEW_CHILDREN", "D")]
    assert undo.state == TransferState.CHECKED

    take_back(done, support, second, NEW_CHILDREN="take")

    rail.refresh_from_db()
    assert (rail.account_id, rail.parent_id) == (acme.pk, roads["Deck"].pk)
    assert findings() == []
    assert visibility.check() == []


def test_a_new_member_with_a_copied_role_gets_the_original(
    done, roads, acme, soylent, newcomer, support, second
):
    copied = Role.objects.get(itwin=soylent, display_name="Viewer (Acme Corp.)")
    add_user_member(itwin=ITwin.objects.get(pk=roads["Deck"].pk), user=newcomer, roles=[copied])

    take_back(done, support, second)

    held = UserMember.objects.filter(user=newcomer).values_list(
        "role_assignments__role__itwin", "role_assignments__role__display_name"
    )
    assert list(held) == [(acme.pk, "Viewer")]
    assert not Role.objects.filter(pk=copied.pk).exists()
    assert visibility.check() == []


def test_a_copied_role_that_others_use_stays(done, soylent, outsider, support, second):
    copied = Role.objects.get(itwin=soylent, display_name="Viewer (Acme Corp.)")
    add_user_member(itwin=soylent, user=outsider, roles=[copied])

    undo = take_back(done, support, second)

    assert Role.objects.filter(pk=copied.pk).exists()
    assert [each["why"] for each in undo.report["kept"]] == ["in use"]


def test_a_later_transfer_has_to_be_undone_first(done, roads, soylent, support, second):
    later = plan_move_of_itwins(root_ids=[roads["Deck"].pk], parent_id=soylent.pk, by=support)
    run(later, by=support)

    undo = plan_undo(done, by=support)

    assert [(each["code"], each["subject"]) for each in undo.findings] == [
        ("LATER_TRANSFER", later.number)
    ]
    run(plan_undo(later, by=support), by=support)
    assert check(undo).state == TransferState.AWAITING_APPROVAL


def test_an_old_number_that_is_taken_has_to_be_decided(done, roads, acme, owner, support, second):
    make_itwin(acme, owner=owner, display_name="New", number="b")
    undo = plan_undo(done, by=support)
    assert codes(undo) == [("NUMBER_CLASH", "D")]

    take_back(done, support, second, NUMBER_CLASH="rename:B-OLD")

    assert ITwin.objects.get(pk=roads["Bridge"].pk).number == "B-OLD"


def test_nothing_is_taken_back_below_a_deleted_parent(done, roads, owner, support):
    delete_itwin(roads["Roads"], by=owner, through=Channel.API)

    assert codes(plan_undo(done, by=support)) == [("OLD_PARENT_GONE", "X")]
