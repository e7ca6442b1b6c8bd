"""The life of a transfer of iTwins, from its plan to its end."""

import pytest

from accounts.models import Role, UserMember
from accounts.operations import visibility
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from tests.factories import make_itwin, make_member
from tests.twins.operations.transfers.rows import codes, everything
from twins.models import AuditEntry, ITwin, Transfer, TransferChange, TransferState
from twins.operations.transfers import (
    DecisionsMissing,
    TransferRefused,
    approve,
    check,
    decide,
    dry_run,
    give_back,
    plan_move_of_itwins,
    run,
)
from twins.queries.hierarchy_findings import findings


def test_inside_an_organization_one_person_is_enough(roads, acme, support, owner):
    rail = make_itwin(acme, owner=owner, display_name="Rail")

    transfer = plan_move_of_itwins(root_ids=[roads["Deck"].pk], parent_id=rail.pk, by=support)

    assert transfer.number == f"T-{transfer.pk:04d}"
    assert transfer.state == TransferState.READY
    assert run(transfer, by=support).state == TransferState.DONE
    assert ITwin.objects.get(pk=roads["Deck"].pk).parent_id == rail.pk


def test_a_crossing_one_waits_for_a_second_person(crossing, support, second):
    assert crossing.state == TransferState.AWAITING_APPROVAL
    with pytest.raises(TransferRefused, match="is Awaiting approval"):
        run(crossing, by=support)
    with pytest.raises(TransferRefused, match="ask a second support person"):
        approve(crossing, by=support)

    assert approve(crossing, by=second).state == TransferState.READY


def test_everything_that_moves_belongs_to_the_other_account_at_once(
    crossing, roads, soylent, second, support, api, owner, outsider
):
    approve(crossing, by=second)

    run(crossing, by=support)

    for itwin in (roads["Bridge"], roads["Deck"]):
        for person in (owner, outsider):
            shown = api(person).get(f"/itwins/{itwin.pk}").json()["iTwin"]
            assert shown["iTwinAccountId"] == str(soylent.pk)
    assert visibility.check() == []
    assert findings() == []


def test_each_moved_itwin_gets_an_entry_that_names_the_transfer(
    crossing, roads, soylent, archive, acme, second, support
):
    approve(crossing, by=second)
    run(crossing, by=support)

    entries = AuditEntry.objects.filter(operation="Transferred").order_by("itwin_name")
    assert [(entry.itwin_name, entry.user, entry.changes, entry.reason) for entry in entries] == [
        (
            "Bridge",
            support,
            {
                "iTwinAccountId": [str(acme.pk), str(soylent.pk)],
                "parentId": [str(roads["Roads"].pk), str(archive.pk)],
            },
            f"{crossing.number} SUP-1",
        ),
        (
            "Deck",
            support,
            {"iTwinAccountId": [str(acme.pk), str(soylent.pk)]},
            f"{crossing.number} SUP-1",
        ),
    ]


def test_a_dry_run_changes_nothing_and_tells_what_the_run_will(
    crossing, acme, roads, member, second, support
):
    viewer = create_role(itwin=acme, display_name="Viewer", permissions=["imodels_read"])
    add_user_member(itwin=roads["Deck"], user=member, roles=[viewer])
    crossing = check(crossing)
    before = everything()

    predicted = dry_run(crossing)

    assert everything() == before
    assert TransferChange.objects.count() == 0
    approve(crossing, by=second)
    assert run(crossing, by=support).report == predicted


def test_a_change_since_the_check_stops_the_run(crossing, roads, second, support, member):
    approve(crossing, by=second)
    make_member(roads["Deck"], member, "imodels_read")
    before = everything()

    with pytest.raises(TransferRefused, match="Something has changed since the check"):
        run(crossing, by=support)

    assert everything() == before
    crossing.refresh_from_db()
    assert crossing.state == TransferState.CHECKED


def test_a_taken_number_has_to_be_decided(roads, soylent, outsider, support, second):
    make_itwin(soylent, owner=outsider, display_name="Bridge", number="b")

    transfer = plan_move_of_itwins(root_ids=[roads["Bridge"].pk], parent_id=soylent.pk, by=support)

    assert transfer.state == TransferState.CHECKED
    assert [code for code, level in codes(transfer) if level == "D"] == [
        "NUMBER_CLASH",
        "NAME_CLASH",
    ]
    with pytest.raises(DecisionsMissing, match="NAME_CLASH, NUMBER_CLASH"):
        dry_run(transfer)
    transfer = decide(transfer, {"NUMBER_CLASH": "rename", "NAME_CLASH": "rename:Old bridge"})
    approve(transfer, by=second)
    run(transfer, by=support)
    moved = ITwin.objects.get(pk=roads["Bridge"].pk)
    assert (moved.number, moved.display_name) == ("B-ACM", "Old bridge")


def test_a_decision_after_the_approval_needs_another_one(crossing, second):
    approve(crossing, by=second)

    assert decide(crossing, {"SHARES": "keep"}).state == TransferState.AWAITING_APPROVAL


def test_a_role_that_is_missing_there_is_copied_and_means_the_same(
    roads, archive, acme, soylent, member, support, second
):
    viewer = create_role(itwin=acme, display_name="Viewer", permissions=["imodels_read"])
    for name in ("Bridge", "Deck"):
        add_user_member(itwin=roads[name], user=member, roles=[viewer])
    transfer = plan_move_of_itwins(root_ids=[roads["Bridge"].pk], parent_id=archive.pk, by=support)
    approve(transfer, by=second)

    run(transfer, by=support)

    copied = Role.objects.get(itwin=soylent, display_name="Viewer (Acme Corp.)")
    assert [each.id for each in copied.permissions.all()] == ["imodels_read"]
    held = UserMember.objects.filter(user=member).values_list("role_assignments__role", flat=True)
    assert set(held) == {copied.pk}


def test_an_account_is_no_root(acme, archive, support):
    with pytest.raises(TransferRefused, match="ROOT_IS_ACCOUNT"):
        plan_move_of_itwins(root_ids=[acme.pk], parent_id=archive.pk, by=support)
    assert Transfer.objects.count() == 0


@pytest.mark.parametrize(
    ("below", "code"), [("Deck", "TARGET_IN_SUBTREE"), ("Roads", "NOTHING_TO_DO")]
)
def test_a_move_that_makes_no_sense_is_blocked(roads, support, below, code):
    transfer = plan_move_of_itwins(
        root_ids=[roads["Bridge"].pk], parent_id=roads[below].pk, by=support
    )

    assert (code, "X") in codes(transfer)
    assert transfer.state == TransferState.CHECKED
    with pytest.raises(TransferRefused, match=f"blocked: {code}"):
        dry_run(transfer)


def test_a_run_that_was_killed_can_be_given_back(crossing, second, support):
    approve(crossing, by=second)
    Transfer.objects.filter(pk=crossing.pk).update(state=TransferState.RUNNING)

    assert give_back(crossing)

    crossing.refresh_from_db()
    assert crossing.state == TransferState.READY
    assert not give_back(crossing)
    assert run(crossing, by=support).state == TransferState.DONE


def test_what_is_done_is_not_done_again(crossing, second, support):
    approve(crossing, by=second)
    run(crossing, by=support)

    for step in (check, dry_run, lambda transfer: run(transfer, by=support)):
        with pytest.raises(TransferRefused, match="is Done"):
            step(crossing)
