"""Home."""

from tests.factories import make_itwin
from tests.twins.pages.reading import HTMX, names, text_of
from twins.choices import SubClass
from twins.models import ITwin
from twins.operations.favorites import add_favorite
from twins.operations.recents import touch_recent


def test_home_shows_favorites_recents_and_how_much_there_is(browse, acme, owner):
    bridge = make_itwin(acme, owner=owner, display_name="Bridge", sub_class=SubClass.ASSET)
    tunnel = make_itwin(acme, owner=owner, display_name="Tunnel", status="Trial")
    pier = make_itwin(acme, owner=owner, display_name="Pier", status="Inactive")
    for itwin in (bridge, tunnel, pier):
        add_favorite(user=owner, itwin=itwin)
    touch_recent(user=owner, itwin=bridge)

    response = browse(owner).get("/app/")

    assert names(response) == ["Tunnel", "Bridge", "Bridge"]
    text = text_of(response)
    assert "All favorites (2)" in text
    assert "All recents (1)" in text
    assert "In Acme Corp. 3 iTwins 1 Asset 1 Project 1 Trial 1 Inactive" in text


def test_home_shows_the_eight_newest_and_leads_to_the_rest(browse, acme, owner):
    for number in range(9):
        add_favorite(
            user=owner, itwin=make_itwin(acme, owner=owner, display_name=f"Bridge {number}")
        )

    response = browse(owner).get("/app/")

    assert names(response) == [f"Bridge {number}" for number in range(8, 0, -1)]
    assert "All favorites (9)" in text_of(response)


def test_a_newcomer_is_told_whom_to_ask_at_home(browse, acme, owner, admin, newcomer):
    make_itwin(acme, owner=owner, display_name="Bridge")

    text = text_of(browse(newcomer).get("/app/"))

    assert "Ask an administrator to add you: Admin Tester." in text
    assert "Bridge" not in text


def test_an_administrator_is_welcomed_when_the_registry_is_empty(browse, acme, admin):
    text = text_of(browse(admin).get("/app/"))

    assert "Welcome. This registry has no iTwins yet." in text


def test_home_neither_names_nor_counts_what_was_lost_from_sight(browse, acme, owner, member):
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")
    add_favorite(user=member, itwin=bridge)
    touch_recent(user=member, itwin=bridge)

    response = browse(member).get("/app/")

    assert names(response) == []
    assert "Bridge" not in text_of(response)
    assert "(1)" not in text_of(response)


def test_only_the_strips_come_when_htmx_asks(browse, acme, owner):
    make_itwin(acme, owner=owner)

    page = browse(owner).get("/app/", headers=HTMX).content.decode()

    assert 'id="favs"' in page
    assert "<h1>" not in page


def test_support_staff_alone_find_the_way_to_the_admin(browse, support, member):
    assert "Support admin" in text_of(browse(support).get("/app/"))
    assert "Support admin" not in text_of(browse(member).get("/app/"))


def test_deleted_itwins_are_gone_from_home(browse, acme, owner):
    bridge = make_itwin(acme, owner=owner, display_name="Bridge")
    make_itwin(acme, owner=owner, display_name="Tunnel")
    add_favorite(user=owner, itwin=bridge)
    ITwin.objects.filter(pk=bridge.pk).update(deleted_at=bridge.created_at)

    response = browse(owner).get("/app/")

    assert names(response) == []
    assert "1 iTwin " in text_of(response)
