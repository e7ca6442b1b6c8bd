"""What a body of /webhooks must say, and how it is refused."""

import pytest

from accounts.models import Webhook
from tests.accounts.api.envelopes import assert_answers, refusal
from tests.accounts.api.test_webhooks import CREATED, URL, body_for, create, invalid
from tests.factories import make_member

UNREADABLE = "Failed to parse request body. Make sure it is a valid JSON."
NAMES = ("callbackUrl", "scope", "scopeId", "eventTypes")


@pytest.mark.parametrize("nothing", [{}, dict.fromkeys(NAMES), dict.fromkeys(NAMES, "")])
def test_everything_that_is_missing_is_told_at_once(api, owner, nothing):
    answer = api(owner).post("/webhooks", nothing, format="json")

    missing = [("MissingRequiredProperty", name) for name in NAMES]
    assert_answers(answer, 422, invalid(*missing))


@pytest.mark.parametrize("body", ["{", "[]", '"text"', b"\xff"])
@pytest.mark.parametrize("method", ["post", "patch"])
def test_what_is_no_object_is_refused(api, owner, bridge, body, method):
    path = "/webhooks" if method == "post" else f"/webhooks/{create(api(owner), bridge)['id']}"

    answer = getattr(api(owner), method)(path, body, content_type="application/json")

    details = [("InvalidRequestBody", UNREADABLE)]
    message = "Request body or query is invalid."
    assert_answers(answer, 422, refusal("InvalidWebhookRequest", message, details=details))


@pytest.mark.parametrize(
    ("wrong", "targets"),
    [
        ({"callbackUrl": "http://hooks.example/"}, ["callbackUrl"]),
        ({"callbackUrl": "https://127.0.0.1/"}, ["callbackUrl"]),
        ({"callbackUrl": "https://user@hooks.example/"}, ["callbackUrl"]),
        ({"callbackUrl": [URL]}, ["callbackUrl"]),
        ({"scope": "account"}, ["scope"]),
        ({"scope": {}}, ["scope"]),
        ({"scopeId": "bridge"}, ["scopeId"]),
        ({"scopeId": 1}, ["scopeId"]),
        ({"eventTypes": CREATED}, ["eventTypes"]),
        (
            {"eventTypes": [CREATED, "iTwins.iTwinUpdated.v1", 1]},
            ["eventTypes[1]", "eventTypes[2]"],
        ),
        (
            {"callbackUrl": 1, "scope": 1, "scopeId": 1, "eventTypes": [None]},
            ["callbackUrl", "scope", "scopeId", "eventTypes[0]"],
        ),
    ],
)
def test_a_wrong_value_is_refused_by_name(api, owner, bridge, wrong, targets):
    expected = invalid(*(("InvalidValue", target) for target in targets))

    answer = api(owner).post("/webhooks", body_for(bridge, **wrong), format="json")
    assert_answers(answer, 422, expected)
    assert not Webhook.objects.exists()

    webhook = create(api(owner), bridge)
    answer = api(owner).patch(f"/webhooks/{webhook['id']}", wrong, format="json")
    assert_answers(answer, 422, expected)


def test_who_may_not_is_told_so_before_what_is_wrong(api, member, outsider, bridge):
    make_member(bridge, member)
    wrong = body_for(bridge, callbackUrl="no address")

    told = [api(user).post("/webhooks", wrong, format="json") for user in (member, outsider)]

    assert [answer.status_code for answer in told] == [403, 404]


def test_what_is_wrong_with_a_change_is_told_in_the_documented_order(api, admin, acme):
    path = f"/webhooks/{create(api(admin), acme, 'Account')['id']}"
    wrong = {"active": None, "scope": "iTwin", "eventTypes": [], "callbackUrl": ""}

    answer = api(admin).patch(path, wrong, format="json")

    names = ("callbackUrl", "scope", "eventTypes", "active")
    assert_answers(answer, 422, invalid(*(("InvalidValue", name) for name in names)))


@pytest.mark.parametrize("active", [None, "true", 1])
def test_active_is_true_or_false(api, owner, bridge, active):
    address = f"/webhooks/{create(api(owner), bridge)['id']}"

    answer = api(owner).patch(address, {"active": active, "eventTypes": []}, format="json")

    assert_answers(answer, 422, invalid(("InvalidValue", "eventTypes"), ("InvalidValue", "active")))
    assert not Webhook.objects.get().is_active


def test_an_itwin_is_no_account(api, admin, bridge):
    answer = api(admin).post("/webhooks", body_for(bridge, "Account"), format="json")

    assert_answers(answer, 422, invalid(("InvalidValue", "scopeId")))


def test_an_account_stands_wherever_an_itwin_does(api, admin, acme):
    assert create(api(admin), acme)["scope"] == "iTwin"


def test_a_private_address_is_taken_where_that_is_allowed(api, owner, bridge, settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True

    webhook = create(api(owner), bridge, callbackUrl="http://127.0.0.1:9000/told")

    assert webhook["callbackUrl"] == "http://127.0.0.1:9000/told"
