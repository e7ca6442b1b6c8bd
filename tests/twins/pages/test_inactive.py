"""Inactive iTwins."""

from accounts.models import User
from tests.factories import make_itwin
from tests.twins.pages.reading import HTMX, names, text_of
from twins.choices import Channel
from twins.models import AuditEntry
from twins.operations.lifecycle import change_itwin
from twins.operations.recents import touch_recent


def make_inactive(itwin, by: User) -> None:
    change_itwin(itwin, by=by, through=Channel.PAGE, status="Inactive")


def test_inactive_itwins_show_since_when_by_whom_and_what_lives_below(browse, acme, owner, admin):
    pier = make_itwin(acme, owner=owner, display_name="Pier 7", number="P7")
    make_itwin(pier, owner=owner, display_name="Dredging")
    make_itwin(pier, owner=owner, display_name="Painting", status="Inactive")
    make_inactive(pier, admin)
    AuditEntry.objects.filter(itwin_id=pier.pk, operation="Changed").update(
        at=pier.created_at.replace(year=2024, month=9, day=2)
    )
    touch_recent(user=admin, itwin=pier)

    response = browse(owner).get("/app/inactive?sort=-name")

    assert names(response) == ["Pier 7", "Painting"]
    row = text_of(response).partition("Pier 7")[2].partition("Painting")[0]
    assert "2 Sep 2024" in row
    assert "by Admin Tester" in row
    assert " 1 " in row
    assert "Never" not in row
    assert "Never" in text_of(response)


def test_nothing_is_inactive_for_a_stranger(browse, acme, owner, outsider):
    make_itwin(acme, owner=owner, display_name="Pier 7", status="Inactive")

    response = browse(outsider).get("/app/inactive")

    assert names(response) == []
    assert "Nothing is inactive." in text_of(response)
    assert "Pier" not in text_of(response)


def test_active_children_out_of_sight_are_not_counted(browse, acme, owner, member):
    pier = make_itwin(acme, owner=member, display_name="Pier 7", status="Inactive")
    make_itwin(pier, owner=owner, display_name="Secret dredging")

    text = text_of(browse(member).get("/app/inactive"))

    assert "Secret" not in text
    assert text.partition("Pier 7")[2].count(" 1 ") == 0


def test_inactive_itwins_are_searched(browse, acme, owner):
    make_itwin(acme, owner=owner, display_name="Pier 7", status="Inactive")
    make_itwin(acme, owner=owner, display_name="Quay", status="Inactive")

    response = browse(owner).get("/app/inactive?search=qua", headers=HTMX)

    assert names(response) == ["Quay"]
    assert "1 iTwin found" in text_of(response)
