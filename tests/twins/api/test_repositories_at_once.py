"""Requests about repositories of the same moment: one is first, the others hear so, none fails."""

from collections import Counter

import pytest
from django.db import connection

from tests.factories import make_itwin, make_repository, make_resource
from tests.twins.api.test_simultaneous_requests import at_once
from twins.models import Repository, RepositoryResource

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    # SQLite's test database is one connection's memory; it lets in one writer at a time anyway.
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's many writers"),
]
AT_ONCE = 6
MAP = {"class": "Construction", "subClass": "Performance", "uri": "https://site.example"}
LAYER = {"id": "layer", "displayName": "Layer"}


@pytest.fixture
def path(acme, owner):
    return f"/itwins/{make_itwin(acme, owner=owner).pk}/repositories"


def _codes(answers):
    return Counter(
        answer.json()["error"]["code"] if answer.status_code >= 400 else answer.status_code
        for answer in answers
    )


def test_one_of_many_adds_a_repository_and_the_others_hear_that_it_exists(api, owner, path):
    client = api(owner)

    answers = at_once(*[lambda: client.post(path, MAP, format="json")] * AT_ONCE)

    assert _codes(answers) == {201: 1, "iTwinRepositoryExists": AT_ONCE - 1}
    assert Repository.objects.count() == 1


def test_one_of_many_changes_its_uri_to_the_same(api, owner, path):
    client = api(owner)
    added = [
        client.post(path, MAP | {"uri": str(place)}, format="json") for place in range(AT_ONCE)
    ]
    ids = [answer.json()["repository"]["id"] for answer in added]

    def change(repository_id):
        return lambda: client.patch(f"{path}/{repository_id}", MAP, format="json")

    answers = at_once(*map(change, ids))

    assert _codes(answers) == {200: 1, "iTwinRepositoryExists": AT_ONCE - 1}
    assert Repository.objects.filter(uri=MAP["uri"]).count() == 1


def test_one_of_many_adds_a_resource_and_one_removes_it(api, acme, owner):
    repository = make_repository(make_itwin(acme, owner=owner), by=owner)
    path = f"/itwins/{repository.itwin_id}/repositories/{repository.pk}/resources"
    client = api(owner)

    added = at_once(*[lambda: client.post(path, LAYER, format="json")] * AT_ONCE)
    removed = at_once(*[lambda: client.delete(f"{path}/layer")] * AT_ONCE)

    assert _codes(added) == {201: 1, "iTwinRepositoryResourceExists": AT_ONCE - 1}
    assert _codes(removed) == {204: 1, "iTwinRepositoryResourceNotFound": AT_ONCE - 1}


def test_what_is_removed_meanwhile_is_not_found(api, acme, owner):
    repository = make_repository(make_itwin(acme, owner=owner), by=owner)
    make_resource(repository, by=owner)
    path = f"/itwins/{repository.itwin_id}/repositories/{repository.pk}"
    client = api(owner)

    answers = at_once(
        *[lambda: client.delete(path)] * 2,
        *[lambda: client.patch(path, {"displayName": "Changed"}, format="json")] * 2,
        *[lambda: client.post(f"{path}/resources", LAYER, format="json")] * 2,
    )

    assert not set(_codes(answers)) - {
        *(200, 201, 204, "iTwinRepositoryNotFound", "iTwinRepositoryResourceExists")
    }
    assert _codes(answers)[204] == 1
    assert (Repository.objects.count(), RepositoryResource.objects.count()) == (0, 0)
