"""Favorites and the star."""

import pytest
from django.test import Client

from tests.factories import make_itwin
from tests.twins.pages.reading import HTMX, names, starred, text_of
from twins.choices import SubClass
from twins.models import Favorite
from twins.operations.favorites import add_favorite

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def bridge(acme, owner):
    return make_itwin(
        acme, owner=owner, display_name="Bridge", number="B-1", sub_class=SubClass.ASSET
    )


@pytest.fixture
def tunnel(acme, owner):
    return make_itwin(acme, owner=owner, display_name="Tunnel", number="T-1")


def favorites_of(person):
    return [favorite.itwin.display_name for favorite in Favorite.objects.filter(user=person)]


def test_favorites_come_newest_first_and_the_inactive_when_asked(
    browse, acme, owner, bridge, tunnel
):
    pier = make_itwin(acme, owner=owner, display_name="Pier", status="Inactive")
    for itwin in (tunnel, pier, bridge):
        add_favorite(user=owner, itwin=itwin)
    client = browse(owner)

    usual = client.get("/app/favorites")
    everything = client.get("/app/favorites?status=Active&status=Inactive&status=Trial")

    assert names(usual) == ["Bridge", "Tunnel"]
    assert "1 inactive favorite Show" in text_of(usual)
    assert names(everything) == ["Bridge", "Pier", "Tunnel"]
    assert "1 inactive favorite Hide" in text_of(everything)


@pytest.mark.parametrize(
    ("query", "found"),
    [("search=t-1", ["Tunnel"]), ("subClass=Asset", ["Bridge"]), ("search=none", [])],
)
def test_favorites_are_searched_on_the_server(browse, owner, bridge, tunnel, query, found):
    add_favorite(user=owner, itwin=bridge)
    add_favorite(user=owner, itwin=tunnel)

    assert names(browse(owner).get(f"/app/favorites?{query}")) == found


def test_a_star_is_kept_but_not_shown_while_access_is_lost(browse, owner, member, bridge):
    add_favorite(user=member, itwin=bridge)

    response = browse(member).get("/app/favorites")

    assert names(response) == []
    assert "No favorite iTwins. Star iTwins you use often. Browse" in text_of(response)
    assert favorites_of(member) == ["Bridge"]


def test_a_star_is_set_and_taken_back_without_scripts(browse, owner, bridge):
    client = browse(owner)
    address = f"/app/itwins/{bridge.pk}/favorite"

    on = client.post(address, {"favorite": "true", "next": "/app/itwins?page=1"}, follow=True)
    starred_then = favorites_of(owner)
    off = client.post(address, {"favorite": "false", "next": "/app/itwins"}, follow=True)

    assert on.redirect_chain == [("/app/itwins?page=1", 303)]
    assert "Added Bridge to favorites." in text_of(on)
    assert starred(on) == ["Bridge"]
    assert starred_then == ["Bridge"]
    assert "Removed Bridge from favorites. Undo" in text_of(off)
    assert starred(off) == []
    assert favorites_of(owner) == []


def test_the_star_alone_comes_back_when_htmx_sent_it(browse, owner, bridge):
    response = browse(owner).post(
        f"/app/itwins/{bridge.pk}/favorite", {"favorite": "true", "place": "list"}, headers=HTMX
    )

    page = response.content.decode()
    assert starred(response) == ["Bridge"]
    assert f'id="list-star-{bridge.pk}"' in page
    assert '<p id="status" hx-swap-oob="innerHTML">Added Bridge to favorites.</p>' in page


def test_an_unstarred_tile_offers_to_undo_and_returns(browse, owner, bridge):
    add_favorite(user=owner, itwin=bridge)
    client = browse(owner)
    address = f"/app/itwins/{bridge.pk}/favorite"

    removed = client.post(address, {"favorite": "false", "place": "undo"}, headers=HTMX)
    undone = client.post(address, {"favorite": "true", "place": "undo"}, headers=HTMX)

    assert "Bridge Removed. Undo" in text_of(removed)
    assert 'data-leaves-after="8000"' in removed.content.decode()
    assert names(undone) == ["Bridge"]
    assert favorites_of(owner) == ["Bridge"]


def test_home_gets_its_strips_when_a_star_there_changes(browse, owner, bridge):
    response = browse(owner).post(
        f"/app/itwins/{bridge.pk}/favorite",
        {"favorite": "true", "next": "/app/"},
        headers=HTMX | {"HX-Target": "strips"},
    )

    assert (response.status_code, response["Location"]) == (303, "/app/")


@pytest.mark.parametrize("favorite", ["true", "false"])
def test_a_stranger_gets_a_page_that_names_nothing_when_starring(
    browse, outsider, bridge, favorite
):
    client = browse(outsider)

    known = client.post(f"/app/itwins/{bridge.pk}/favorite", {"favorite": favorite})
    unknown = client.post(f"/app/itwins/{UNKNOWN}/favorite", {"favorite": favorite})

    assert (known.status_code, unknown.status_code) == (404, 404)
    assert "You don't have access to this iTwin, or it doesn't exist." in text_of(known)
    assert "Bridge" not in text_of(known)
    assert not Favorite.objects.exists()


def test_a_star_needs_the_token_of_our_own_form(owner, bridge):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)

    response = client.post(f"/app/itwins/{bridge.pk}/favorite", {"favorite": "true"})

    assert response.status_code == 403
    assert not Favorite.objects.exists()
