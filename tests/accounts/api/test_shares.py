"""/accesscontrol/itwins/{id}/shares: keys that read one iTwin without signing in."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.authentication.access_tokens import issue_access_token
from accounts.models import Share
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    ITWIN_NOT_FOUND,
    UNKNOWN_ID,
    assert_answers,
    refusal,
)
from tests.accounts.api.share_requests import NOW, create, invalid_share
from tests.factories import make_itwin, make_member

NO_SHARE = refusal("ShareNotFound", "Requested share is not available.")


@pytest.fixture
def shares(bridge) -> str:
    return f"/accesscontrol/itwins/{bridge.pk}/shares"


def with_client(user, client_id: str) -> APIClient:
    client = APIClient()
    token = issue_access_token(user, client_id=client_id)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


@time_machine.travel(NOW, tick=False)
def test_a_share_without_wishes_lasts_ninety_days(api, owner, bridge, shares):
    response = api(owner).post(shares, {}, format="json")

    share = Share.objects.get()
    key = response.json()["share"]["shareKey"]
    assert response.status_code == 201
    assert list(response.json()["share"]) == [
        "id",
        "iTwinId",
        "shareKey",
        "shareContract",
        "expiration",
    ]
    assert response.json() == {
        "share": {
            "id": str(share.pk),
            "iTwinId": str(bridge.pk),
            "shareKey": key,
            "shareContract": "Default",
            "expiration": "2026-05-30T12:30:15.250000Z",
        }
    }
    assert jwt.get_unverified_header(key)["alg"] == "HS256"
    assert jwt.decode(key, options={"verify_signature": False}) == {
        "iTwinId": str(bridge.pk),
        "id": str(share.pk),
        "exp": int(datetime(2026, 5, 30, 12, 30, 15, tzinfo=UTC).timestamp()),
    }


def test_an_application_has_at_most_ten_active_shares_of_an_itwin(owner, acme, shares):
    ours, theirs = with_client(owner, "ours"), with_client(owner, "theirs")
    first, *_ = [create(ours, shares) for _ in range(10)]

    refused = ours.post(shares, {}, format="json")

    assert refused.status_code == 422
    assert refused.json() == invalid_share(
        ("InvalidProperty", "Collection size exceeds maximum size.")
    )
    create(theirs, shares)
    elsewhere = make_itwin(acme, owner=owner)
    create(ours, f"/accesscontrol/itwins/{elsewhere.pk}/shares")
    ours.delete(f"{shares}/{first['id']}")
    create(ours, shares)


def test_an_expired_share_makes_room(owner, shares):
    client = with_client(owner, "ours")
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    create(client, shares, expiration=soon)
    for _ in range(9):
        create(client, shares)

    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2)):
        create(with_client(owner, "ours"), shares)


def test_the_list_holds_every_active_share_with_its_key_in_the_order_of_creation(
    api, owner, admin, shares
):
    made = [create(api(owner), shares), create(with_client(owner, "another"), shares)]

    assert api(admin).get(shares).json() == {"shares": made}


def test_the_list_is_empty_before_anything_is_shared(api, owner, shares):
    response = api(owner).get(shares)

    assert_answers(response, 200, {"shares": []})


def test_one_share_is_read_as_it_was_made(api, owner, shares):
    share = create(api(owner), shares)

    response = api(owner).get(f"{shares}/{share['id'].upper()}")

    assert_answers(response, 200, {"share": share})


def test_a_revoked_share_is_gone(api, owner, shares):
    share = create(api(owner), shares)
    address = f"{shares}/{share['id']}"

    revoked = api(owner).delete(address, content_type="application/json")

    assert (revoked.status_code, revoked.content) == (204, b"")
    assert "Content-Type" not in revoked.headers
    assert api(owner).get(shares).json() == {"shares": []}
    for again in (api(owner).get(address), api(owner).delete(address)):
        assert_answers(again, 404, NO_SHARE)


def test_an_expired_share_is_gone(api, owner, shares):
    share = create(api(owner), shares)

    with time_machine.travel(datetime.now(UTC) + timedelta(days=91)):
        assert api(owner).get(shares).json() == {"shares": []}
        assert api(owner).get(f"{shares}/{share['id']}").json() == NO_SHARE


@pytest.mark.parametrize("share_id", [UNKNOWN_ID, "no-guid", "{" + UNKNOWN_ID + "}"])
@pytest.mark.parametrize("method", ["get", "delete"])
def test_an_unknown_share_is_not_found(api, owner, shares, share_id, method):
    response = getattr(api(owner), method)(f"{shares}/{share_id}")

    assert_answers(response, 404, NO_SHARE)


def test_a_share_of_another_itwin_is_not_found(api, owner, acme, shares):
    elsewhere = make_itwin(acme, owner=owner)
    other = create(api(owner), f"/accesscontrol/itwins/{elsewhere.pk}/shares")

    assert api(owner).get(f"{shares}/{other['id']}").json() == NO_SHARE
    assert api(owner).delete(f"{shares}/{other['id']}").json() == NO_SHARE


@pytest.mark.parametrize("itwin_id", [UNKNOWN_ID, "no-guid"])
@pytest.mark.parametrize(
    ("method", "path"), [("get", ""), ("post", ""), ("get", "/x"), ("delete", "/x")]
)
def test_an_unknown_itwin_is_not_found(api, owner, itwin_id, method, path):
    address = f"/accesscontrol/itwins/{itwin_id}/shares{path}"

    response = getattr(api(owner), method)(address)

    assert_answers(response, 404, ITWIN_NOT_FOUND)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", [201, 200, 200, 204]),
        ("admin", [201, 200, 200, 204]),
        ("member", [403, 403, 403, 403]),
        ("newcomer", [404, 404, 404, 404]),
        ("outsider", [404, 404, 404, 404]),
        ("loner", [404, 404, 404, 404]),
        (None, [401, 401, 401, 401]),
    ],
)
def test_owners_and_administrators_alone_share(
    request, api, owner, member, bridge, shares, who, status
):
    make_member(
        bridge,
        member,
        "administration_manage_roles",
        "administration_invite_member",
        "administration_remove_member",
        "itwins_modify",
    )
    share = create(api(owner), shares)
    client = api(request.getfixturevalue(who) if who else None)

    answers = [
        client.post(shares, {}, format="json"),
        client.get(shares),
        client.get(f"{shares}/{share['id']}"),
        client.delete(f"{shares}/{share['id']}"),
    ]

    assert [answer.status_code for answer in answers] == status
    refusals = {403: FORBIDDEN, 404: ITWIN_NOT_FOUND}
    assert all(a.json() == refusals[a.status_code] for a in answers if a.status_code in refusals)


def test_permission_is_asked_before_the_share_and_the_body(api, member, bridge, shares):
    make_member(bridge, member)

    assert api(member).get(f"{shares}/{UNKNOWN_ID}").json() == FORBIDDEN
    assert api(member).post(shares, "{", content_type="application/json").json() == FORBIDDEN


def test_an_account_is_shared_like_any_itwin(api, admin, acme):
    address = f"/accesscontrol/itwins/{acme.pk}/shares"

    assert create(api(admin), address)["iTwinId"] == str(acme.pk)
