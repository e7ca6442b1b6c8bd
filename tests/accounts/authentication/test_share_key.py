"""`Authorization: Basic <shareKey>` reads the iTwin that is shared, and nothing else."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
import time_machine
from django.conf import settings
from rest_framework.test import APIClient

from accounts.models import Share
from tests.factories import make_itwin
from twins.choices import Channel
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin

UNAUTHORIZED = {
    "error": {
        "code": "Unauthorized",
        "message": "Access denied due to invalid access_token."
        " Make sure to provide a valid token for this API endpoint.",
    }
}
UNKNOWN_SCHEME = {
    "error": {
        "code": "InvalidAuthorizationScheme",
        "message": "Authorization scheme 'Basic' is not valid.",
    }
}


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def share(api, owner, bridge) -> dict:
    response = api(owner).post(f"/accesscontrol/itwins/{bridge.pk}/shares", {}, format="json")
    return response.json()["share"]


def holder(key: str, scheme: str = "Basic") -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"{scheme} {key}")
    return client


def assert_refused(response, body: dict) -> None:
    assert (response.status_code, response.json()) == (401, body)


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_key_reads_its_own_itwin_as_the_owner_does(api, owner, bridge, share, scheme):
    response = holder(share["shareKey"], scheme).get(f"/itwins/{bridge.pk}")

    assert response.status_code == 200
    assert response.json() == api(owner).get(f"/itwins/{bridge.pk}").json()


def test_the_key_reads_in_either_spelling_of_the_id_and_in_the_short_form(bridge, share):
    address = f"/iTwins/{str(bridge.pk).upper()}/"

    response = holder(share["shareKey"]).get(address, headers={"Prefer": "return=minimal"})

    assert sorted(response.json()["iTwin"]) == [
        "class",
        "displayName",
        "id",
        "number",
        "subClass",
        "type",
    ]


def test_the_key_answers_head_as_get(bridge, share):
    response = holder(share["shareKey"]).head(f"/itwins/{bridge.pk}")

    assert (response.status_code, response.content) == (200, b"")


def test_the_key_opens_no_other_itwin(acme, owner, bridge, share):
    other = make_itwin(bridge, owner=owner)

    for itwin_id in (other.pk, acme.pk, "00000000-0000-0000-0000-000000000000", "no-guid"):
        assert_refused(holder(share["shareKey"]).get(f"/itwins/{itwin_id}"), UNKNOWN_SCHEME)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/itwins"),
        ("post", "/itwins"),
        ("patch", "/itwins/{id}"),
        ("delete", "/itwins/{id}"),
        ("get", "/itwins/{id}/account"),
        ("get", "/itwins/favorites"),
        ("post", "/itwins/favorites/{id}"),
        ("delete", "/itwins/favorites/{id}"),
        ("get", "/itwins/recents"),
        ("post", "/itwins/recents/{id}"),
        ("get", "/itwins/myprimaryaccount"),
        ("get", "/accesscontrol/itwins/permissions"),
        ("get", "/accesscontrol/itwins/{id}/permissions"),
        ("get", "/accesscontrol/itwins/{id}/roles"),
        ("get", "/accesscontrol/itwins/{id}/members/users"),
        ("post", "/accesscontrol/itwins/{id}/jobs"),
        ("get", "/accesscontrol/itwins/{id}/shares"),
        ("post", "/accesscontrol/itwins/{id}/shares"),
        ("delete", "/accesscontrol/itwins/{id}/shares/{share}"),
        ("get", "/users/me"),
        ("get", "/users"),
    ],
)
def test_the_key_is_an_unknown_scheme_everywhere_else(bridge, share, method, path):
    address = path.format(id=bridge.pk, share=share["id"])

    assert_refused(getattr(holder(share["shareKey"]), method)(address), UNKNOWN_SCHEME)
    assert ITwin.objects.live().filter(pk=bridge.pk).exists()


def test_the_key_of_a_revoked_share_opens_nothing(api, owner, bridge, share):
    api(owner).delete(f"/accesscontrol/itwins/{bridge.pk}/shares/{share['id']}")

    assert_refused(holder(share["shareKey"]).get(f"/itwins/{bridge.pk}"), UNAUTHORIZED)


def test_the_key_of_an_expired_share_opens_nothing(bridge, share):
    with time_machine.travel(datetime.now(UTC) + timedelta(days=91)):
        assert_refused(holder(share["shareKey"]).get(f"/itwins/{bridge.pk}"), UNAUTHORIZED)


def test_a_share_that_was_shortened_ends_before_its_key_says(bridge, share):
    Share.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))

    assert_refused(holder(share["shareKey"]).get(f"/itwins/{bridge.pk}"), UNAUTHORIZED)


def test_the_key_of_a_deleted_itwin_opens_nothing(owner, bridge, share):
    delete_itwin(bridge, by=owner, through=Channel.COMMAND)

    assert_refused(holder(share["shareKey"]).get(f"/itwins/{bridge.pk}"), UNAUTHORIZED)


def test_a_share_outlives_the_ownership_of_whoever_made_it(bridge, share):
    bridge.owner_members.all().delete()

    assert holder(share["shareKey"]).get(f"/itwins/{bridge.pk}").status_code == 200


def _signed(key: str | bytes | None, algorithm: str = "HS256", **claims: object) -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


def test_a_forged_key_opens_nothing(bridge, share):
    claims = jwt.decode(share["shareKey"], options={"verify_signature": False})
    head, body, signature = share["shareKey"].split(".")
    forged = [
        _signed("another key of thirty-two bytes or more", **claims),
        _signed(settings.SECRET_KEY, **claims),
        _signed(None, "none", **claims),
        f"{head}.{body}.",
        f"{head}.{body}.{signature[::-1]}",
        "a.b.c",
        "..",
        "é.é.é",
        "W1tb" * 5_000 + ".e30.e30",
    ]

    for key in forged:
        assert_refused(holder(key).get(f"/itwins/{bridge.pk}"), UNAUTHORIZED)


@pytest.mark.parametrize("credentials", ["b3duZXI6cGFzc3dvcmQ=", "owner:password", "", "é"])
def test_a_name_and_a_password_are_no_key(bridge, share, credentials):
    assert_refused(holder(credentials).get(f"/itwins/{bridge.pk}"), UNKNOWN_SCHEME)


def test_a_key_shown_as_a_bearer_token_is_no_token(bridge, share):
    assert_refused(holder(share["shareKey"], "Bearer").get(f"/itwins/{bridge.pk}"), UNAUTHORIZED)


def test_a_bearer_token_shown_as_a_key_is_no_key(api, owner, bridge):
    token = api(owner)._credentials["HTTP_AUTHORIZATION"].partition(" ")[2]  # noqa: SLF001

    assert_refused(holder(token).get(f"/itwins/{bridge.pk}"), UNAUTHORIZED)


def test_without_a_header_the_answer_stays_what_it_was(bridge):
    response = APIClient().get(f"/itwins/{bridge.pk}")

    assert response.status_code == 401
    assert response.json()["error"]["code"] == "HeaderNotFound"
