"""Exports: the rights of the moment, started again, and forgotten in time."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.storage import storages

from accounts.models import Organization
from accounts.operations.organizations import open_account
from accounts.operations.user_members import remove_user_member
from itwins_site import files
from tests.factories import make_itwin, make_member, make_user
from tests.twins.export_files import displayed_names, make_export, state_of
from twins.errors import CannotStartExport
from twins.models import Export, ExportRight, ITwin
from twins.operations.export_runs import run_export
from twins.operations.exports import delete_file, delete_old_files, start_again

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_quota(settings) -> None:
    settings.EXPORTS_PER_HOUR = 0


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def failed(bridge, owner) -> Export:
    export = make_export(owner)
    Export.objects.update(status="Failed", attempts=4, worker="gone", leased_until=None)
    ExportRight.objects.all().delete()
    return export


def rights(export: Export) -> list[str]:
    names = export.rights.values_list("itwin__display_name", flat=True)
    return sorted(names)


def run(export: Export) -> Export:
    run_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def is_there(name: str) -> bool:
    return storages["itwins"].exists(name)


def test_a_member_has_a_right_to_what_they_own_or_are_a_member_of(
    acme, soylent, owner, outsider, member, bridge
):
    make_itwin(acme, owner=member, display_name="Own")
    make_itwin(acme, owner=owner, display_name="Invisible")
    make_itwin(soylent, owner=outsider, display_name="Foreign")
    make_member(bridge, member)

    export = make_export(member)

    assert (rights(export), export.account_ids) == (["Bridge", "Own"], [])


def test_accounts_of_the_organization_are_exported_only_when_they_are_asked_for(acme, member):
    assert rights(make_export(member)) == []
    Export.objects.update(status="Failed")

    assert rights(make_export(member, sub_class="Account,Project")) == ["Acme Corp."]


def test_an_administrator_has_a_right_to_all_accounts_of_the_organization(
    acme, soylent, admin, bridge
):
    second = open_account(
        organization=admin.organization, by=admin, name="Acme Two", is_primary=False
    )

    export = make_export(admin, query_scope="OrganizationAdmin")

    assert sorted(export.account_ids) == sorted([str(acme.pk), str(second.pk)])
    assert displayed_names(run(export)) == ["Bridge"]


def test_an_administrator_who_is_a_member_of_an_account_has_a_right_to_the_account_itself(
    acme, soylent, admin, outsider
):
    make_member(acme, admin)
    make_member(soylent, admin)  # of another organization: not of this scope

    export = make_export(admin, query_scope="OrganizationAdmin")

    assert (rights(export), export.account_ids) == (["Acme Corp."], [str(acme.pk)])


def test_the_file_holds_what_was_visible_when_it_was_asked_for(acme, owner, member, bridge):
    make_member(bridge, member)
    export = make_export(member)
    remove_user_member(itwin=bridge, user=member, by=owner)
    make_member(make_itwin(acme, owner=owner, display_name="Later"), member)

    assert displayed_names(run(export)) == ["Bridge"]


def test_rights_are_written_in_as_many_statements_for_many_as_for_one(
    acme, owner, bridge, django_assert_num_queries
):
    with django_assert_num_queries(4):  # a row, its rights, and the savepoint of both
        make_export(owner)
    Export.objects.update(status="Failed")
    for _ in range(3):
        make_itwin(acme, owner=owner)

    with django_assert_num_queries(4):
        export = make_export(owner)

    assert export.rights.count() == 4


def test_a_failed_export_is_started_again_with_the_rights_of_today(failed, acme, owner, bridge):
    make_itwin(acme, owner=owner, display_name="Since then")

    start_again(export=failed)

    assert state_of(failed) == ("Queued", 0, "")
    assert displayed_names(run(failed)) == ["Bridge", "Since then"]
    assert (failed.status, failed.attempts) == ("Completed", 1)


@pytest.mark.parametrize("status", ["Queued", "InProgress", "Completed"])
def test_an_export_that_did_not_fail_is_not_started_again(failed, status):
    Export.objects.update(status=status)

    with pytest.raises(CannotStartExport, match=r"^Only a failed export can be started again\.$"):
        start_again(export=failed)

    assert state_of(failed) == (status, 4, "")


def test_a_failed_export_is_not_started_again_beside_another(failed, owner):
    make_export(owner)

    with pytest.raises(CannotStartExport, match="another one that is not finished"):
        start_again(export=failed)

    assert (state_of(failed), rights(failed)) == (("Failed", 4, ""), [])


def test_an_export_of_an_organization_needs_its_administrator_still(failed, owner):
    Export.objects.update(query_scope="OrganizationAdmin")

    with pytest.raises(CannotStartExport, match="no longer administers"):
        start_again(export=failed)

    assert state_of(failed) == ("Failed", 4, "")


def test_a_deleted_file_is_gone_and_the_row_says_so(bridge, owner):
    export = run(make_export(owner))
    name = export.file_name
    assert is_there(name)

    delete_file(export=export)

    assert not is_there(name)
    assert state_of(export) == ("Completed", 1, "")


def test_files_are_deleted_after_their_hours_and_not_before(bridge, owner, member):
    with time_machine.travel(NOON, tick=False):
        old = run(make_export(owner))
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        new = run(make_export(member))
    names = old.file_name, new.file_name

    with time_machine.travel(NOON + timedelta(hours=4), tick=False):
        delete_old_files()

    assert [is_there(name) for name in names] == [False, True]
    assert (state_of(old)[2], state_of(new)[2]) == ("", names[1])


def test_rows_are_forgotten_after_a_month_with_whatever_a_late_worker_left(bridge, owner, member):
    with time_machine.travel(NOON, tick=False):
        old, unfinished = run(make_export(owner)), make_export(member)
    left = old.file_name
    delete_file(export=old)
    with files.draft() as draft:
        draft.write_bytes(b"late")
        files.keep(draft, left)

    with time_machine.travel(NOON + timedelta(days=31), tick=False):
        new = run(make_export(owner))
        delete_old_files()

    assert set(Export.objects.all()) == {unfinished, new}
    assert not is_there(left)


def test_a_file_that_cannot_be_deleted_keeps_none_of_the_others(bridge, owner, member, settings):
    with time_machine.travel(NOON, tick=False):
        stuck, gone = run(make_export(owner)), run(make_export(member))
    Export.objects.filter(pk=stuck.pk).update(file_name="exports")  # a folder that is not empty

    with time_machine.travel(NOON + timedelta(hours=5), tick=False):
        delete_old_files()

    assert (state_of(stuck)[2], state_of(gone)[2]) == ("exports", "")


def test_an_export_goes_with_its_person_and_its_rights_with_it(bridge, acme_corporation):
    somebody = make_user("somebody@acme.example", organization=acme_corporation)
    make_member(bridge, somebody)
    make_export(somebody)

    Export.objects.all().delete()

    assert not ExportRight.objects.exists()
    assert Organization.objects.filter(pk=acme_corporation.pk).exists()
