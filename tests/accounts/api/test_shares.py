"""/accesscontrol/itwins/{id}/shares: keys that read one iTwin without signing in."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.authentication.access_tokens import issue_access_token
from accounts.models import Share
from tests.factories import make_itwin, make_member
from twins.models import ITwin

NOW = datetime(2026, 3, 1, 12, 30, 15, 250000, tzinfo=UTC)
UNKNOWN = "00000000-0000-0000-0000-000000000000"
NO_SHARE = {"error": {"code": "ShareNotFound", "message": "Requested share is not available."}}
NO_ITWIN = {"error": {"code": "ItwinNotFound", "message": "Requested iTwin is not available."}}
FORBIDDEN = {
    "error": {
        "code": "InsufficientPermissions",
        "message": "The user has insufficient permissions for the requested operation.",
    }
}


def invalid(*details: tuple[str, str, str]) -> dict:
    named = [dict(zip(("code", "message", "target"), each, strict=False)) for each in details]
    return {
        "error": {
            "code": "InvalidiTwinsShareRequest",
            "message": "Request body or query is invalid.",
            "details": named,
        }
    }


def out_of_range(target: str) -> dict:
    return invalid(("InvalidValue", "Value outside of valid range.", target))


UNREADABLE = invalid(("InvalidRequestBody", "Failed to parse request body or collection is empty."))


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def shares(bridge) -> str:
    return f"/accesscontrol/itwins/{bridge.pk}/shares"


def create(client: APIClient, address: str, **body: object) -> dict:
    response = client.post(address, body, format="json")
    assert response.status_code == 201, response.json()
    return response.json()["share"]


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


def test_an_absent_body_is_an_empty_one(api, owner, shares):
    assert api(owner).post(shares).status_code == 201


def test_what_a_body_says_beyond_the_contract_is_ignored(api, owner, shares):
    share = create(api(owner), shares, shareContract=None, expiration=None, id=UNKNOWN)

    assert (share["shareContract"], share["id"] == UNKNOWN) == ("Default", False)


@pytest.mark.parametrize(
    ("expiration", "kept"),
    [
        ("2026-03-20T20:55:38.4910903+00:00", "2026-03-20T20:55:38.491090Z"),
        ("2026-03-20T20:55:38Z", "2026-03-20T20:55:38.000000Z"),
        ("2026-03-20T20:55:38-05:00", "2026-03-21T01:55:38.000000Z"),
        ("2026-03-20T20:55:38", "2026-03-20T20:55:38.000000Z"),
        ("2026-05-30T12:30:15.250Z", "2026-05-30T12:30:15.250000Z"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_an_earlier_end_is_kept(api, owner, shares, expiration, kept):
    assert create(api(owner), shares, expiration=expiration)["expiration"] == kept


@pytest.mark.parametrize(
    "expiration",
    [
        "2026-03-01T12:30:15.250Z",
        "2026-02-28T00:00:00Z",
        "2026-05-30T12:30:15.251Z",
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "tomorrow",
        "",
        "2026-03-20T20:55:38Z\x00",
        12,
        True,
        ["2026-03-20T20:55:38Z"],
        {},
    ],
)
@time_machine.travel(NOW, tick=False)
def test_an_end_that_is_past_too_late_or_no_moment_is_refused(api, owner, shares, expiration):
    response = api(owner).post(shares, {"expiration": expiration}, format="json")

    assert (response.status_code, response.json()) == (422, out_of_range("expiration"))
    assert not Share.objects.exists()


@pytest.mark.parametrize("contract", [7, False, ["Default"], {"name": "Default"}])
def test_a_contract_that_is_no_text_is_refused(api, owner, shares, contract):
    response = api(owner).post(shares, {"shareContract": contract}, format="json")

    assert (response.status_code, response.json()) == (422, out_of_range("shareContract"))


def test_everything_wrong_is_told_at_once(api, owner, shares):
    response = api(owner).post(shares, {"shareContract": 7, "expiration": "x"}, format="json")

    details = response.json()["error"]["details"]
    assert [detail["target"] for detail in details] == ["shareContract", "expiration"]


@pytest.mark.parametrize("contract", ["Gold", "default", "", "Default\x00", "x" * 9999])
def test_an_unknown_contract_is_not_found(api, owner, shares, contract):
    response = api(owner).post(shares, {"shareContract": contract}, format="json")

    assert response.status_code == 404
    assert response.json() == {
        "error": {
            "code": "ShareContractNotFound",
            "message": "Requested share contract is not available.",
        }
    }


@pytest.mark.parametrize(
    "body", ["{", "[]", '"text"', "null", "7", b"\xff", r'{"shareContract": "\ud800"}']
)
def test_a_body_that_is_no_object_is_refused(api, owner, shares, body):
    response = api(owner).post(shares, body, content_type="application/json")

    assert (response.status_code, response.json()) == (422, UNREADABLE)


def test_an_application_has_at_most_ten_active_shares_of_an_itwin(owner, acme, shares):
    ours, theirs = with_client(owner, "ours"), with_client(owner, "theirs")
    first, *_ = [create(ours, shares) for _ in range(10)]

    refused = ours.post(shares, {}, format="json")

    assert refused.status_code == 422
    assert refused.json() == invalid(("InvalidProperty", "Collection size exceeds maximum size."))
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

    assert (response.status_code, response.json()) == (200, {"shares": []})


def test_one_share_is_read_as_it_was_made(api, owner, shares):
    share = create(api(owner), shares)

    response = api(owner).get(f"{shares}/{share['id'].upper()}")

    assert (response.status_code, response.json()) == (200, {"share": share})


def test_a_revoked_share_is_gone(api, owner, shares):
    share = create(api(owner), shares)
    address = f"{shares}/{share['id']}"

    revoked = api(owner).delete(address, content_type="application/json")

    assert (revoked.status_code, revoked.content) == (204, b"")
    assert "Content-Type" not in revoked.headers
    assert api(owner).get(shares).json() == {"shares": []}
    for again in (api(owner).get(address), api(owner).delete(address)):
        assert (again.status_code, again.json()) == (404, NO_SHARE)


def test_an_expired_share_is_gone(api, owner, shares):
    share = create(api(owner), shares)

    with time_machine.travel(datetime.now(UTC) + timedelta(days=91)):
        assert api(owner).get(shares).json() == {"shares": []}
        assert api(owner).get(f"{shares}/{share['id']}").json() == NO_SHARE


@pytest.mark.parametrize("share_id", [UNKNOWN, "no-guid", "{" + UNKNOWN + "}"])
@pytest.mark.parametrize("method", ["get", "delete"])
def test_an_unknown_share_is_not_found(api, owner, shares, share_id, method):
    response = getattr(api(owner), method)(f"{shares}/{share_id}")

    assert (response.status_code, response.json()) == (404, NO_SHARE)


def test_a_share_of_another_itwin_is_not_found(api, owner, acme, shares):
    elsewhere = make_itwin(acme, owner=owner)
    other = create(api(owner), f"/accesscontrol/itwins/{elsewhere.pk}/shares")

    assert api(owner).get(f"{shares}/{other['id']}").json() == NO_SHARE
    assert api(owner).delete(f"{shares}/{other['id']}").json() == NO_SHARE


@pytest.mark.parametrize("itwin_id", [UNKNOWN, "no-guid"])
@pytest.mark.parametrize(
    ("method", "path"), [("get", ""), ("post", ""), ("get", "/x"), ("delete", "/x")]
)
def test_an_unknown_itwin_is_not_found(api, owner, itwin_id, method, path):
    address = f"/accesscontrol/itwins/{itwin_id}/shares{path}"

    response = getattr(api(owner), method)(address)

    assert (response.status_code, response.json()) == (404, NO_ITWIN)


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
    refusals = {403: FORBIDDEN, 404: NO_ITWIN}
    assert all(a.json() == refusals[a.status_code] for a in answers if a.status_code in refusals)


def test_permission_is_asked_before_the_share_and_the_body(api, member, bridge, shares):
    make_member(bridge, member)

    assert api(member).get(f"{shares}/{UNKNOWN}").json() == FORBIDDEN
    assert api(member).post(shares, "{", content_type="application/json").json() == FORBIDDEN


def test_an_account_is_shared_like_any_itwin(api, admin, acme):
    address = f"/accesscontrol/itwins/{acme.pk}/shares"

    assert create(api(admin), address)["iTwinId"] == str(acme.pk)
