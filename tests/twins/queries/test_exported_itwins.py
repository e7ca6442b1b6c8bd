"""Which iTwins an export holds: those of its row, by the rules of the list."""

from datetime import timedelta

import pytest

from tests.factories import make_account, make_itwin, make_member
from tests.factories.exports import make_export
from tests.twins.api.answers import make_at, make_in_order, names, start_of_2024
from twins.choices import Channel, Status, SubClass
from twins.models import Export
from twins.operations.lifecycle import delete_itwin
from twins.queries.exported_itwins import exported_itwins


def held(export: Export) -> list[str]:
    return [itwin.display_name for itwin in exported_itwins(export)]


def test_a_member_gets_what_they_might_see_and_nothing_that_came_later(acme, owner, member):
    seen, *_ = make_in_order(acme, owner, "Bridge", "Tunnel", "Harbor")
    export = make_export(member, of=[seen])

    make_member(make_itwin(acme, owner=owner, display_name="Later"), member, "itwins_read")

    assert held(export) == ["Bridge"]


def test_a_member_who_loses_access_still_gets_what_they_asked_for(acme, owner, outsider):
    export = make_export(outsider, of=[make_itwin(acme, owner=owner, display_name="Bridge")])

    assert held(export) == ["Bridge"]


def test_an_administrator_gets_all_of_the_accounts_and_no_other(
    acme_corporation, acme, soylent, owner, admin, outsider
):
    second = make_account(acme_corporation, admin, "Acme North", is_primary=False)
    third = make_account(acme_corporation, admin, "Acme South", is_primary=False)
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")
    make_itwin(bridge, owner=owner, display_name="Pier")
    make_itwin(second, owner=owner, display_name="Tunnel")
    make_itwin(third, owner=owner, display_name="Harbor")
    make_itwin(soylent, owner=outsider, display_name="Factory")

    export = make_export(admin, accounts=[acme, second])

    assert sorted(held(export)) == ["Bridge", "Pier", "Tunnel"]


@pytest.mark.parametrize("sub_class", ["Account", "account,Project", " Account "])
def test_an_administrator_gets_the_account_itself_when_asked_for(acme, admin, sub_class):
    assert held(make_export(admin, accounts=[acme], sub_class=sub_class)) == ["Acme Corp."]


def test_an_administrator_gets_the_account_that_they_hold_a_right_to(acme, admin, owner):
    make_itwin(acme, owner=owner, display_name="Bridge")

    assert held(make_export(admin, accounts=[acme], of=[acme])) == ["Bridge", "Acme Corp."]


def test_a_deleted_itwin_is_in_no_export(acme, owner, admin):
    bridge = make_itwin(acme, owner=owner)
    exports = [make_export(admin, accounts=[acme]), make_export(owner, of=[bridge])]

    delete_itwin(bridge, by=owner, through=Channel.API)

    assert [held(export) for export in exports] == [[], []]


def test_the_newest_comes_first_and_ids_decide_between_equals(acme, owner):
    moment = start_of_2024()
    together = [make_at(moment, acme, owner, name) for name in ("Bridge", "Tunnel", "Harbor")]
    latest = make_at(moment + timedelta(milliseconds=1), acme, owner, "Latest")
    export = make_export(owner, of=[*together, latest])

    by_id = sorted(together, key=lambda itwin: itwin.pk)

    assert held(export) == ["Latest", *(itwin.display_name for itwin in by_id)]


@pytest.mark.parametrize(
    "request_fields",
    [
        {},
        {"include_inactive": True},
        {"sub_class": "Asset,Project"},
        {"sub_class": "asset", "include_inactive": True},
        {"filter": "status eq 'inactive'"},
        {"filter": "status in ['Active','Inactive']"},
        {"filter": "status eq 'Nothing'"},
        {"filter": "contains('BRIDGE',displayName)"},
        {"filter": "contains(displayName,'bridge')", "include_inactive": True},
        {"filter": "createdDateTime ge 2024-01-01T00:02:00Z", "sub_class": "Project"},
    ],
    ids=str,
)
@pytest.mark.parametrize("as_administrator", [False, True])
def test_an_export_holds_what_the_list_shows(api, acme, admin, request_fields, as_administrator):
    made = [
        *make_in_order(acme, admin, "Bridge", "New Bridge", "Tunnel"),
        make_itwin(acme, owner=admin, display_name="Bridge 3", sub_class=SubClass.ASSET),
        make_itwin(acme, owner=admin, display_name="Old Bridge", status=Status.INACTIVE),
        make_itwin(acme, owner=admin, display_name="Trial Bridge", status=Status.TRIAL),
    ]
    reach = {"accounts": [acme]} if as_administrator else {"of": made}
    export = make_export(admin, **reach, **request_fields)
    options = {
        "includeInactive": str(export.include_inactive),
        "subClass": export.sub_class or "",
        "$filter": export.filter or "",
    }

    listed = api(admin).get(
        "/itwins/", options, headers={"X-iTwin-Query-Scope": export.query_scope}
    )

    assert held(export) == names(listed)
