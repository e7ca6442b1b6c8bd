"""The table of what people see follows every change, and reads only what it must."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import UserMember, VisibleITwin
from accounts.operations import visibility
from tests.factories import make_itwin, make_member
from twins.choices import Channel, Status
from twins.models import ITwin
from twins.operations.lifecycle import change_itwin, delete_itwin


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


def seen() -> list[tuple[str, str, str]]:
    """(e-mail, name, status) of every row."""
    return sorted(VisibleITwin.objects.values_list("user__email", "display_name", "status"))


def test_owners_and_members_see_an_itwin_once_each(bridge, owner, member):
    make_member(bridge, member)
    make_member(bridge, owner)

    assert seen() == [
        ("member@acme.example", "Bridge", "Active"),
        ("owner@acme.example", "Bridge", "Active"),
    ]


def test_a_member_without_a_role_sees_nothing(bridge, member):
    UserMember.objects.create(itwin=bridge, user=member)

    visibility.refresh_itwin(bridge)

    assert seen() == [("owner@acme.example", "Bridge", "Active")]


def test_a_member_who_has_lost_the_last_role_sees_it_no_longer(bridge, member):
    role = make_member(bridge, member)
    role.delete()

    visibility.refresh_itwin(bridge)

    assert seen() == [("owner@acme.example", "Bridge", "Active")]


def test_the_copies_follow_a_change(bridge, owner, member):
    make_member(bridge, member)

    change_itwin(
        bridge, by=owner, through=Channel.API, display_name="Tunnel", status=Status.INACTIVE
    )

    assert seen() == [
        ("member@acme.example", "Tunnel", "Inactive"),
        ("owner@acme.example", "Tunnel", "Inactive"),
    ]


def test_nobody_sees_a_deleted_itwin(bridge, owner):
    delete_itwin(bridge, by=owner, through=Channel.API)

    assert seen() == []


def test_only_the_rows_of_the_given_itwins_are_derived(acme, bridge, owner):
    tunnel = make_itwin(acme, owner=owner, display_name="Tunnel")
    VisibleITwin.objects.all().delete()

    visibility.refresh(ITwin.objects.filter(pk=tunnel.pk))

    assert seen() == [("owner@acme.example", "Tunnel", "Active")]


def test_deriving_the_rows_of_no_itwin_does_nothing(bridge):
    before = seen()

    visibility.refresh(ITwin.objects.none())

    assert seen() == before


def test_deriving_the_rows_of_one_itwin_never_reads_a_whole_table(bridge):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # tables this small are read whole for good reason
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as queries:
        visibility.refresh_itwin(bridge)
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"

    plans = []
    for query in queries:
        with connection.cursor() as cursor:
            cursor.execute(f"{explain} {query['sql']}")
            plans += [str(row) for row in cursor.fetchall()]

    whole_tables = [step for step in plans if "Seq Scan" in step or "SCAN" in step]
    assert plans
    # Except the few rows that were found by then.
    assert [step for step in whole_tables if "SCAN truth" not in step] == []
