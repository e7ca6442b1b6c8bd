"""The life of a transfer of iTwins, from its plan to its end."""

import pytest
from django.apps import apps

from accounts.models import Role, UserMember
from accounts.operations import visibility
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from tests.factories import make_itwin, make_member, make_user
from twins.choices import Channel
from twins.models import AuditEntry, ITwin, Transfer, TransferChange, TransferState
from twins.operations.lifecycle import delete_itwin
from twins.operations.transfers import (
    DecisionsMissing,
    TransferRefused,
    approve,
    check,
    decide,
    dry_run,
    give_back,
    plan_move_of_itwins,
    plan_undo,
    run,
)
from twins.queries.hierarchy_findings import findings


@pytest.fixture
def second(db):
    return make_user("support2@itwins.example", is_staff=True)


@pytest.fixture
def roads(acme, owner):
    roads = make_itwin(acme, owner=owner, display_name="Roads", number="R")
    bridge = make_itwin(roads, owner=owner, display_name="Bridge", number="B")
    deck = make_itwin(bridge, owner=owner, display_name="Deck", number="D")
    return {itwin.display_name: itwin for itwin in (roads, bridge, deck)}


@pytest.fixture
def archive(soylent, outsider):
    return make_itwin(soylent, owner=outsider, display_name="Archive", number="A")


@pytest.fixture
def crossing(roads, archive, support):
    return plan_move_of_itwins(
        root_ids=[roads["Bridge"].pk], parent_id=archive.pk, by=support, ticket="SUP-1"
    )


def codes(transfer):
    return [(finding["code"], finding["level"]) for finding in transfer.findings]


def everything():
    """Every row of ours but the transfers themselves."""
    models = [
        model
        for app in ("twins", "accounts")
        for model in apps.get_app_config(app).get_models()
        if not model._meta.proxy and model is not Transfer  # noqa: SLF001
    ]
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}  # noqa: SLF001


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
