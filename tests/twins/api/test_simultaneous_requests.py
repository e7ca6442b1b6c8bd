"""Requests of the same moment: each is answered as if it had come alone, none with 500."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import AccountOwnership
from tests.factories import make_itwin
from tests.factories.pictures import a_picture
from tests.twins.api.answers import NOT_FOUND
from twins.models import AuditEntry, Favorite, Image, ITwin, Recent

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    # SQLite's test database is one connection's memory; it lets in one writer at a time anyway.
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's many writers"),
]
AT_ONCE = 6
BRIDGE = {"displayName": "Bridge", "number": "N-1", "class": "Endeavor", "subClass": "Project"}


def at_once(*requests):
    """Sends requests in threads that wait for each other first; returns the answers."""
    barrier = Barrier(len(requests))

    def send(request):
        try:
            barrier.wait()
            return request()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as threads:
        return list(threads.map(send, requests))


def _statuses(answers):
    return Counter(answer.status_code for answer in answers)


def test_a_personal_account_is_opened_once(api, loner):
    client = api(loner)

    answers = at_once(*[lambda: client.get("/itwins/myprimaryaccount")] * AT_ONCE)

    assert _statuses(answers) == {200: AT_ONCE}
    assert {answer.json()["iTwin"]["id"] for answer in answers} == {
        str(AccountOwnership.objects.get().account_id)
    }
    assert ITwin.objects.count() == 1


def test_first_creates_of_a_person_go_to_one_personal_account(api, loner):
    client = api(loner)

    def create(place):
        body = BRIDGE | {"displayName": f"Bridge {place}", "number": f"N-{place}"}
        return lambda: client.post("/itwins/", body, format="json")

    answers = at_once(*map(create, range(AT_ONCE)))

    assert _statuses(answers) == {201: AT_ONCE}
    assert len({answer.json()["iTwin"]["iTwinAccountId"] for answer in answers}) == 1
    assert ITwin.objects.accounts().count() == 1


def test_one_of_many_gets_a_number_and_the_others_the_published_conflict(api, acme, admin):
    client = api(admin)

    answers = at_once(*[lambda: client.post("/itwins/", BRIDGE, format="json")] * AT_ONCE)

    assert _statuses(answers) == {201: 1, 409: AT_ONCE - 1}
    conflicts = [answer.json()["error"] for answer in answers if answer.status_code == 409]
    assert {error["code"] for error in conflicts} == {"iTwinExists"}
    assert {error["details"][0]["target"] for error in conflicts} == {"number"}
    assert ITwin.objects.except_accounts().count() == 1
    assert AuditEntry.objects.count() == 1


def test_one_of_many_deletes_and_the_others_find_nothing(api, acme, owner):
    bridge = make_itwin(acme, owner=owner)
    client = api(owner)

    answers = at_once(*[lambda: client.delete(f"/itwins/{bridge.pk}")] * AT_ONCE)

    assert _statuses(answers) == {204: 1, 404: AT_ONCE - 1}
    assert all(answer.json() == NOT_FOUND for answer in answers if answer.status_code == 404)
    assert AuditEntry.objects.filter(operation="Deleted").count() == 1


def test_an_itwin_is_starred_and_used_once(api, acme, owner):
    bridge = make_itwin(acme, owner=owner)
    client = api(owner)

    answers = at_once(
        *[lambda: client.post(f"/itwins/favorites/{bridge.pk}")] * AT_ONCE,
        *[lambda: client.post(f"/itwins/recents/{bridge.pk}")] * AT_ONCE,
    )

    assert _statuses(answers) == {204: 2 * AT_ONCE}
    assert (Favorite.objects.count(), Recent.objects.count()) == (1, 1)


def test_no_more_than_25_recents_are_kept(api, acme, owner):
    made = [make_itwin(acme, owner=owner) for _ in range(24 + AT_ONCE)]
    client = api(owner)
    for itwin in made[:24]:
        client.post(f"/itwins/recents/{itwin.pk}")

    def use(itwin):
        return lambda: client.post(f"/itwins/recents/{itwin.pk}")

    answers = at_once(*map(use, made[24:]))

    assert _statuses(answers) == {204: AT_ONCE}
    assert Recent.objects.count() == 25


def test_using_and_deleting_at_once_leaves_no_entry_of_what_is_gone(api, acme, owner):
    bridge = make_itwin(acme, owner=owner)
    client = api(owner)

    at_once(
        lambda: client.post(f"/itwins/recents/{bridge.pk}"),
        lambda: client.post(f"/itwins/favorites/{bridge.pk}"),
        lambda: client.delete(f"/itwins/{bridge.pk}"),
    )

    for path in ("/itwins/recents", "/itwins/favorites"):
        assert client.get(path).json()["iTwins"] == []


def test_of_several_pictures_put_at_once_one_stays_and_its_files_alone(
    api, acme, owner, settings, tmp_path
):
    settings.STORAGES = settings.STORAGES | {
        "itwins": settings.STORAGES["itwins"] | {"OPTIONS": {"location": tmp_path}}
    }
    path = f"/itwins/{make_itwin(acme, owner=owner).pk}/image"
    client = api(owner)

    answers = at_once(*[lambda: client.generic("PUT", path, a_picture(), "image/png")] * 3)

    assert _statuses(answers) == {201: 3}
    image = Image.objects.get()
    kept = {file.name for file in (tmp_path / "images").iterdir()}
    assert kept == {image.small_name, image.large_name}
