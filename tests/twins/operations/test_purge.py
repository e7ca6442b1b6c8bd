"""Purging: what was deleted long ago goes with all that hangs on it, and nothing else does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Group, OwnerMember, Role, Share, UserMember
from tests.factories import make_group, make_itwin, make_member
from tests.factories.pictures import a_picture
from twins.choices import Channel
from twins.errors import CannotRestoreITwin
from twins.management.commands.worker import DUTIES
from twins.models import AuditEntry, ITwin
from twins.operations.images import put_image
from twins.operations.lifecycle import delete_itwin, restore_itwin
from twins.operations.purge import purge_deleted_itwins
from twins.tasks import purge_what_was_deleted


def delete(itwin: ITwin, by, *, days_ago: int) -> None:
    delete_itwin(itwin, by=by, through=Channel.API)
    ITwin.objects.filter(pk=itwin.pk).update(
        deleted_at=datetime.now(UTC) - timedelta(days=days_ago)
    )


def left() -> list[str]:
    rows = ITwin.objects.except_accounts().order_by("display_name")
    return list(rows.values_list("display_name", flat=True))


def test_only_what_was_deleted_longer_ago_than_the_setting_goes(acme, owner, settings):
    settings.KEEP_DELETED_DAYS = 30
    for name, days_ago in (("New", 29), ("Old", 31)):
        delete(make_itwin(acme, owner=owner, display_name=name), owner, days_ago=days_ago)
    make_itwin(acme, owner=owner, display_name="Live")

    assert (purge_deleted_itwins(), left()) == (1, ["Live", "New"])
    assert (purge_deleted_itwins(), left()) == (0, ["Live", "New"])


def test_all_that_hangs_on_it_goes_and_the_audit_trail_stays(acme, owner, member):
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")
    make_member(bridge, member, "itwins_modify")
    make_group(bridge, member)
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    Share.objects.create(itwin=bridge, created_by=owner, expires_at=in_an_hour)
    delete(bridge, owner, days_ago=31)

    purge_deleted_itwins()

    for model in (Group, OwnerMember, Role, Share, UserMember):
        assert not model.objects.filter(itwin=bridge.pk).exists()
    assert list(
        AuditEntry.objects.filter(itwin_id=bridge.pk)
        .order_by("pk")
        .values_list("operation", "itwin_name")
    ) == [("Created", "Bridge"), ("Deleted", "Bridge")]


@pytest.mark.parametrize("in_batches_of", [1, 500])
def test_a_family_that_was_deleted_from_the_bottom_up_goes(acme, owner, monkeypatch, in_batches_of):
    monkeypatch.setattr("twins.operations.purge._AT_ONCE", in_batches_of)
    road = make_itwin(acme, owner=owner)
    bridge = make_itwin(road, owner=owner)
    pier = make_itwin(bridge, owner=owner)
    for days_ago, itwin in ((33, pier), (32, bridge), (31, road)):
        itwin.refresh_from_db()
        delete(itwin, owner, days_ago=days_ago)

    assert (purge_deleted_itwins(), left()) == (3, [])


def test_its_picture_is_gone_from_the_storage(
    acme, owner, settings, django_capture_on_commit_callbacks
):
    bridge = make_itwin(acme, owner=owner)
    image = put_image(bridge, content=a_picture(), extension="png", by=owner, through=Channel.API)
    folder = settings.DATA_DIR / "files" / "images"
    kept = [folder / image.small_name, folder / image.large_name]
    delete(bridge, owner, days_ago=31)
    assert all(path.exists() for path in kept)

    with django_capture_on_commit_callbacks(execute=True):
        purge_deleted_itwins()

    assert not any(path.exists() for path in kept)


def test_three_take_as_many_statements_as_one(acme, owner):
    def statements_to_purge(count: int) -> int:
        for _ in range(count):
            delete(make_itwin(acme, owner=owner), owner, days_ago=31)
        with CaptureQueriesContext(connection) as statements:
            purge_deleted_itwins()
        return len(statements)

    assert statements_to_purge(3) == statements_to_purge(1)


def test_what_was_purged_cannot_be_restored(acme, owner):
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")
    delete(bridge, owner, days_ago=31)
    purge_deleted_itwins()

    with pytest.raises(CannotRestoreITwin, match="Bridge has been purged"):
        restore_itwin(bridge, by=owner, through=Channel.ADMIN)


def test_the_worker_sees_to_it():
    assert purge_what_was_deleted in DUTIES
