"""What a transfer writes is noted row by row, and put back unless it changed since."""

import pytest
from django.db import connection

from accounts.models import OwnerMember, Role, UserMember, UserMemberRole
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from tests.factories import make_itwin, make_member, make_repository
from twins.models import ITwin, Repository, Transfer, TransferKind
from twins.models.itwin import now_in_milliseconds
from twins.operations.transfer_journal import Journal
from twins.operations.transfer_undo import Kept, put_back


@pytest.fixture
def transfer(support) -> Transfer:
    return Transfer.objects.create(kind=TransferKind.MOVE_ITWINS, created_by=support)


@pytest.fixture
def journal(transfer) -> Journal:
    return Journal(transfer)


@pytest.fixture
def undo(transfer, support):
    """Puts back what the transfer wrote; returns what was kept."""

    def put_it_back() -> list[Kept]:
        undoing = Transfer.objects.create(kind=transfer.kind, created_by=support, undoes=transfer)
        journal = Journal(undoing)
        kept = put_back(transfer.changes.all(), journal)
        journal.write()
        return kept

    return put_it_back


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


def lines(transfer):
    fields = ("position", "kind", "table", "row_id", "before", "after")
    return list(transfer.changes.order_by("position").values_list(*fields))


def test_a_changed_row_is_noted_with_what_it_was(journal, transfer, bridge, owner, soylent):
    moment = now_in_milliseconds()

    journal.change(ITwin.objects.filter(pk=bridge.pk), account=soylent.pk, last_modified_at=moment)

    assert journal.write() == 1
    assert lines(transfer) == [
        (
            0,
            "Changed",
            "twins.itwin",
            str(bridge.pk),
            {
                "account_id": str(bridge.account_id),
                "last_modified_at": bridge.last_modified_at.isoformat(),
            },
            {"account_id": str(soylent.pk), "last_modified_at": moment.isoformat()},
        )
    ]
    moved = ITwin.objects.get(pk=bridge.pk)
    assert (moved.account_id, moved.last_modified_at) == (soylent.pk, moment)


def test_a_row_that_holds_the_value_already_is_passed_over(journal, transfer, acme, bridge):
    assert journal.change(ITwin.objects.filter(pk=bridge.pk), account=acme.pk) == 0
    assert journal.write() == 0


def test_many_rows_take_no_more_statements_than_few(
    journal, acme, soylent, owner, django_assert_num_queries
):
    for _ in range(20):
        make_itwin(acme, owner=owner)

    with django_assert_num_queries(4):  # which rows, what they were, the change, the lines
        journal.change(ITwin.objects.in_account(acme), account=soylent.pk)
        journal.write()


def test_whatever_was_written_is_put_back(journal, undo, acme, soylent, bridge, owner, member):
    make_member(bridge, member)
    before = state()
    copied = Role(itwin=soylent, display_name="Viewer (Acme Corp.)")
    journal.add([copied])
    journal.change(UserMemberRole.objects.all(), role=copied.pk)
    journal.change(ITwin.objects.filter(pk=bridge.pk), account=soylent.pk)
    journal.remove(OwnerMember.objects.filter(itwin=bridge, user=owner))
    journal.write()

    assert undo() == []

    assert state() == before


def test_an_undo_can_be_undone(journal, transfer, undo, soylent, bridge, support):
    journal.change(ITwin.objects.filter(pk=bridge.pk), account=soylent.pk, number="B-2")
    journal.write()
    after = state()
    undo()
    undoing = transfer.undoings.get()
    redoing = Transfer.objects.create(kind=transfer.kind, created_by=support, undoes=undoing)

    assert put_back(undoing.changes.all(), Journal(redoing)) == []

    assert state() == after


def test_a_newer_value_stays_and_is_told(journal, undo, acme, soylent, bridge):
    number = bridge.number
    journal.change(ITwin.objects.filter(pk=bridge.pk), account=soylent.pk, number="B-2")
    journal.write()
    ITwin.objects.filter(pk=bridge.pk).update(number="B-3")

    kept = undo()

    assert number != "B-3"
    assert kept == [
        Kept("twins.itwin", str(bridge.pk), "changed since", {"number": ["B-2", "B-3"]})
    ]
    now = ITwin.objects.get(pk=bridge.pk)
    assert (now.account_id, now.number) == (acme.pk, "B-3")


def test_a_row_that_was_added_and_is_in_use_stays(journal, undo, soylent, outsider):
    copied = Role(itwin=soylent, display_name="Viewer (Acme Corp.)")
    journal.add([copied])
    journal.write()
    add_user_member(itwin=soylent, user=outsider, roles=[copied])

    assert undo() == [Kept("accounts.role", str(copied.pk), "in use")]
    assert Role.objects.filter(pk=copied.pk).exists()


def test_a_row_that_was_added_and_changed_stays(journal, undo, soylent):
    copied = Role(itwin=soylent, display_name="Viewer (Acme Corp.)")
    journal.add([copied])
    journal.write()
    Role.objects.filter(pk=copied.pk).update(display_name="Visitor")

    kept = undo()

    names = {"display_name": ["Viewer (Acme Corp.)", "Visitor"]}
    assert kept == [Kept("accounts.role", str(copied.pk), "changed since", names)]


def test_a_row_that_is_gone_is_told(journal, undo, soylent, acme):
    viewer = create_role(itwin=acme, display_name="Viewer")
    journal.change(Role.objects.filter(pk=viewer.pk), itwin=soylent.pk)
    journal.write()
    Role.objects.filter(pk=viewer.pk).delete()

    assert undo() == [Kept("accounts.role", str(viewer.pk), "gone")]


def test_a_removed_row_whose_like_was_added_since_stays_away(journal, undo, bridge, owner):
    (row,) = OwnerMember.objects.filter(itwin=bridge)
    journal.remove(OwnerMember.objects.filter(pk=row.pk))
    journal.write()
    OwnerMember.objects.create(itwin=bridge, user=owner)

    assert undo() == [Kept("accounts.ownermember", str(row.pk), "there is another one")]


def test_a_removed_row_stays_away_when_what_it_belonged_to_is_gone(
    journal, undo, bridge, member, acme
):
    viewer = make_member(bridge, member, name="Viewer")
    (row,) = UserMemberRole.objects.all()
    journal.remove(UserMemberRole.objects.all())
    journal.write()
    viewer.delete()

    assert undo() == [Kept("accounts.usermemberrole", str(row.pk), "what it belonged to is gone")]
    assert UserMember.objects.filter(itwin=bridge, user=member).exists()


def test_secrets_are_sealed_in_the_journal_and_come_back(journal, undo, transfer, bridge, owner):
    secret = {"type": "Header", "key": "Authorization", "value": "s3cret"}
    repository = make_repository(bridge, by=owner, authentication=secret)
    journal.change(Repository.objects.filter(pk=repository.pk), authentication=None)
    journal.write()
    assert Repository.objects.get(pk=repository.pk).authentication is None
    assert "s3cret" not in str(raw_rows())

    assert undo() == []

    assert Repository.objects.get(pk=repository.pk).authentication == secret


def state():
    """Every row that these transfers touch."""
    models = (ITwin, Role, OwnerMember, UserMember, UserMemberRole)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


def raw_rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM twins_transferchange")
        return cursor.fetchall()
