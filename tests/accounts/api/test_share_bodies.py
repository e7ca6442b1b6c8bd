"""What a body may say about a new share, and what is refused."""

import pytest
import time_machine

from accounts.models import Share
from tests.accounts.api.envelopes import UNKNOWN_ID, UNREADABLE, assert_answers, invalid
from tests.accounts.api.share_requests import NOW, create, invalid_share


@pytest.fixture
def shares(bridge) -> str:
    return f"/accesscontrol/itwins/{bridge.pk}/shares"


def test_an_absent_body_is_an_empty_one(api, owner, shares):
    assert api(owner).post(shares).status_code == 201


def test_what_a_body_says_beyond_the_contract_is_ignored(api, owner, shares):
    share = create(api(owner), shares, shareContract=None, expiration=None, id=UNKNOWN_ID)

    assert (share["shareContract"], share["id"] == UNKNOWN_ID) == ("Default", False)


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

    assert_answers(response, 422, invalid_share(invalid("expiration")))
    assert not Share.objects.exists()


@pytest.mark.parametrize("contract", [7, False, ["Default"], {"name": "Default"}])
def test_a_contract_that_is_no_text_is_refused(api, owner, shares, contract):
    response = api(owner).post(shares, {"shareContract": contract}, format="json")

    assert_answers(response, 422, invalid_share(invalid("shareContract")))


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

    assert_answers(response, 422, invalid_share(UNREADABLE))
