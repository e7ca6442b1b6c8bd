"""Who is not signed in sees no page."""

import pytest
from django.urls import reverse

from tests.twins.pages.reading import HTMX

PAGES = ["home", "itwins", "hierarchy", "favorites", "recents", "inactive"]
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.django_db
def test_a_page_leads_to_sign_in_and_back_when_nobody_is_signed_in(browse, name):
    address = reverse(f"twins:{name}")

    response = browse(None).get(f"{address}?search=a%26b")

    assert response.status_code == 302
    back = address.replace("/", "%2F")
    assert response["Location"] == f"/app/sign-in?next={back}%3Fsearch%3Da%2526b"


@pytest.mark.django_db
def test_an_expired_session_sends_the_whole_window_to_sign_in_when_htmx_asks(browse):
    response = browse(None).get(
        "/app/itwins?search=x",
        headers=HTMX | {"HX-Current-URL": "https://elsewhere.example/app/itwins?page=2"},
    )

    assert response.status_code == 204
    assert response["HX-Redirect"] == "/app/sign-in?next=%2Fapp%2Fitwins%3Fpage%3D2"
    assert response["Vary"] == "HX-Request, Cookie"


@pytest.mark.parametrize(
    "address",
    [
        f"/app/itwins/{UNKNOWN}/favorite",
        f"/app/recents/{UNKNOWN}/remove",
        "/app/recents/clear",
        f"/app/hierarchy/node/{UNKNOWN}/open",
        "/app/shortcuts",
    ],
)
@pytest.mark.django_db
def test_a_form_changes_nothing_and_leads_to_sign_in_when_nobody_is_signed_in(browse, address):
    response = browse(None).post(address)

    assert (response.status_code, response["Location"]) == (302, "/app/sign-in?next=%2Fapp%2F")


def test_a_page_answers_only_get_when_another_method_is_used(browse, member):
    assert browse(member).post("/app/itwins").status_code == 405


def test_going_back_in_history_gets_the_whole_page_when_htmx_restores_it(browse, member):
    client = browse(member)

    restored = client.get("/app/itwins", headers=HTMX | {"HX-History-Restore-Request": "true"})
    piece = client.get("/app/itwins", headers=HTMX)

    assert restored.content.startswith(b"<!doctype html>")
    assert not piece.content.startswith(b"<!doctype html>")
    assert piece["Vary"] == "HX-Request, HX-Target, Cookie"
