"""Who may do what with repositories: every operation, asked by everybody of the cast."""

from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from accounts.authentication.share_key import share_key
from accounts.operations.shares import create_share
from accounts.queries.shares import NewShare
from tests.factories import make_itwin, make_member, make_repository, make_resource, make_user
from tests.twins.api.repository_answers import CURATED

CAST = ["owner", "administrator", "permitted", "unpermitted", "newcomer", "stranger"]
CAST += ["anonymous", "share key"]
READING = [200, 200, 200, 200, 404, 404, 401, 401]


def writing(done: int) -> list[int]:
    return [done, done, done, 403, 404, 404, 401, 401]


BODIES: dict[str, dict[str, Any]] = {
    "POST repositories": {
        "class": "GeographicInformationSystem",
        "subClass": "ArcGIS",
        "uri": "https://maps.example",
    },
    "PATCH repositories/{added}": {"displayName": "Changed"},
    "POST repositories/{added}/resources": {"id": "new", "displayName": "New"},
}
TABLE = {
    "GET repositories": READING,
    "POST repositories": writing(201),
    "GET repositories/{added}": READING,
    "PATCH repositories/{added}": writing(200),
    "DELETE repositories/{added}": writing(204),
    "GET repositories/{added}/resources": READING,
    "POST repositories/{added}/resources": writing(201),
    "GET repositories/{added}/resources/layer": READING,
    "DELETE repositories/{added}/resources/layer": writing(204),
    "GET repositories/{added}/resources/layer/graphics": READING,
    f"PATCH repositories/{CURATED}": writing(403),
    f"DELETE repositories/{CURATED}": writing(403),
}


@pytest.fixture
def people(acme, owner, admin, member, newcomer, outsider, acme_corporation, api):
    """A client for each of the cast, and an iTwin with a repository that has a layer."""
    unpermitted = make_user("unpermitted@acme.example", organization=acme_corporation)
    bridge = make_itwin(acme, owner=owner)
    make_member(bridge, member, "itwins_modify")
    make_member(bridge, unpermitted, "itwins_delete", "itwins_create", name="Other")
    added = make_repository(bridge, by=owner, displayName="Secret Map")
    make_resource(added, by=owner, id="layer")
    key = share_key(
        create_share(itwin=bridge, new=NewShare.from_body({}), client_id="test", by=owner)
    )
    sharing = APIClient()
    sharing.credentials(HTTP_AUTHORIZATION=f"Basic {key}")
    users = (owner, admin, member, unpermitted, newcomer, outsider, None)
    return bridge, added, [*map(api, users), sharing]


def test_who_may(people):
    bridge, added, clients = people

    statuses = {}
    for operation in TABLE:
        method, _, path = operation.partition(" ")
        address = f"/itwins/{bridge.pk}/{path.format(added=added.pk)}"
        answers = {}
        for who, client in zip(CAST, clients, strict=True):
            answers[who] = client.generic(method, address, _json(BODIES.get(operation)))
            _put_back(bridge, added, operation)
        statuses[operation] = [answers[who].status_code for who in CAST]
        for who in ("newcomer", "stranger", "anonymous", "share key"):
            assert b"Secret Map" not in answers[who].content

    assert statuses == TABLE


def _json(body):
    return orjson.dumps(body) if body else b""


def _put_back(bridge, added, operation):
    """Makes the next one find what this one found."""
    if operation == "POST repositories":
        bridge.repositories.exclude(pk=added.pk).delete()
    if operation.startswith("DELETE"):
        added.save()
        added.resources.get_or_create(resource_id="layer", defaults={"display_name": "Layer"})
    added.resources.filter(resource_id="new").delete()


def test_a_colleague_who_sees_the_account_reads_no_secrets_of_its_repositories(
    people, acme, admin, member
):
    _, _, clients = people
    secret = {"type": "Header", "key": "X-Api-Key", "value": "mySecret"}
    added = make_repository(acme, by=admin, authentication=secret)
    make_resource(added, by=admin, id="layer")
    make_member(acme, member)
    expected = dict(zip(CAST, [403, 200, 200, 403, 403, 404, 401, 401], strict=True))

    for path in ("", f"/{added.pk}", f"/{added.pk}/resources", f"/{added.pk}/resources/layer"):
        address = f"/itwins/{acme.pk}/repositories{path}"
        found = [client.get(address).status_code for client in clients]
        assert dict(zip(CAST, found, strict=True)) == expected
    graphics = f"/itwins/{acme.pk}/repositories/{added.pk}/resources/layer/graphics"
    assert [client.get(graphics).status_code for client in clients] == [*expected.values()]


def test_secrets_are_shown_to_readers(people, owner):
    bridge, _, clients = people
    secret = {"type": "Basic", "username": "maps", "password": "in clear"}
    added = make_repository(bridge, by=owner, authentication=secret)

    shown = [
        client.get(f"/itwins/{bridge.pk}/repositories/{added.pk}").json()["repository"]
        for client in clients[:4]
    ]

    assert [repository["authentication"] for repository in shown] == [secret] * 4
