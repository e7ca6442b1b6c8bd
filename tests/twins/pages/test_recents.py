"""Recents."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories import make_itwin
from tests.twins.pages.reading import HTMX, names, text_of
from twins.models import Recent
from twins.operations.recents import touch_recent
from twins.pages.recents import day_word


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Bridge", number="B-1")


@pytest.fixture
def tunnel(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Tunnel", number="T-1", status="Inactive")


def test_recents_come_newest_first_grouped_by_day(browse, owner, bridge, tunnel):
    touch_recent(user=owner, itwin=bridge)
    touch_recent(user=owner, itwin=tunnel)
    Recent.objects.filter(itwin=bridge).update(used_at=timezone.now() - timedelta(days=30))

    response = browse(owner).get("/app/recents")

    assert names(response) == ["Tunnel", "Bridge"]
    text = text_of(response)
    assert "The last 25 iTwins you opened." in text
    assert text.index("Today") < text.index("Tunnel") < text.index("Earlier")
    assert text.index("Earlier") < text.index("Bridge")


@pytest.mark.parametrize(
    ("days", "word"),
    [(0, "Today"), (1, "Yesterday"), (2, "Last 7 days"), (6, "Last 7 days"), (7, "Earlier")],
)
def test_a_day_has_its_word(days, word):
    now = datetime(2026, 3, 10, 0, 30, tzinfo=UTC)

    assert day_word(now - timedelta(days=days), now.date()) == word


def test_recents_are_searched_on_the_server(browse, owner, bridge, tunnel):
    touch_recent(user=owner, itwin=bridge)
    touch_recent(user=owner, itwin=tunnel)

    assert names(browse(owner).get("/app/recents?search=t-1")) == ["Tunnel"]


def test_one_is_removed_and_all_are_cleared(browse, owner, bridge, tunnel):
    touch_recent(user=owner, itwin=bridge)
    touch_recent(user=owner, itwin=tunnel)
    client = browse(owner)

    piece = client.post(f"/app/recents/{bridge.pk}/remove", headers=HTMX)
    after_one = names(client.get("/app/recents"))
    cleared = client.post("/app/recents/clear", follow=True)

    assert "Removed from recents." in text_of(piece)
    assert after_one == ["Tunnel"]
    assert cleared.redirect_chain == [("/app/recents", 303)]
    assert "No recent iTwins." in text_of(cleared)


def test_removing_is_a_page_without_scripts(browse, owner, bridge):
    touch_recent(user=owner, itwin=bridge)

    response = browse(owner).post(f"/app/recents/{bridge.pk}/remove")

    assert (response.status_code, response["Location"]) == (303, "/app/recents")
    assert not Recent.objects.exists()


def test_nobody_removes_what_somebody_else_opened(browse, owner, member, bridge):
    touch_recent(user=owner, itwin=bridge)
    client = browse(member)

    client.post(f"/app/recents/{bridge.pk}/remove")
    client.post("/app/recents/clear")

    assert Recent.objects.filter(user=owner).count() == 1


def test_what_was_lost_from_sight_is_not_among_recents(browse, member, bridge):
    touch_recent(user=member, itwin=bridge)

    response = browse(member).get("/app/recents")

    assert names(response) == []
    assert "Bridge" not in text_of(response)
