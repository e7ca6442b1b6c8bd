"""/webhooks: who is told what happens on an Account or an iTwin."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from rest_framework.test import APIClient

from accounts.authentication.share_key import share_key
from accounts.models import Webhook
from accounts.operations.shares import create_share
from accounts.queries.shares import NewShare
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    HEADER_NOT_FOUND,
    NO_SUCH_METHOD,
    NOT_GUIDS,
    UNKNOWN_ID,
    assert_answers,
    assert_no_content,
    refusal,
)
from tests.factories import make_itwin, make_member
from twins.choices import Channel
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin

NOT_FOUND = refusal("WebhookNotFound", "Requested webhook is not available.")
NO_ITWIN = refusal("iTwinNotFound", "Requested iTwin is not available.")
CREATED = "iTwins.iTwinCreated.v1"
DELETED = "iTwins.iTwinDeleted.v1"
URL = "https://hooks.example/told"
CAST = ["owner", "admin", "maintainer", "member", "newcomer", "outsider", "loner", None]


@pytest.fixture
def maintainer(bridge, newcomer, acme_corporation):
    """May maintain the webhooks of the bridge, and nothing else."""
    user = type(newcomer).objects.create_user(
        "maintainer@acme.example", organization=acme_corporation
    )
    make_member(bridge, user, "webhooks_maintainer", name="Maintainer")
    return user


@pytest.fixture
def clients(request, api, bridge, member):
    """Everybody of the cast by name; the member holds a role on the bridge without permissions."""
    make_member(bridge, member)
    return {name: api(request.getfixturevalue(name) if name else None) for name in CAST}


def body_for(itwin: ITwin, scope: str = "iTwin", **more) -> dict:
    body = {"callbackUrl": URL, "scope": scope, "scopeId": str(itwin.pk), "eventTypes": [CREATED]}
    return body | more


def create(client, itwin: ITwin, scope: str = "iTwin", **more) -> dict:
    answer = client.post("/webhooks", body_for(itwin, scope, **more), format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()["webhook"]


def without_secret(webhook: dict) -> dict:
    return {name: value for name, value in webhook.items() if name != "secret"}


def test_a_new_webhook_is_inactive_and_its_secret_is_shown_once(api, admin, acme):
    body = body_for(acme, "Account", eventTypes=[DELETED, CREATED, DELETED], active=True)

    answer = api(admin).post("/Webhooks/", body, format="json")

    webhook = Webhook.objects.get()
    expected = {
        "id": str(webhook.pk),
        "callbackUrl": URL,
        "scope": "Account",
        "scopeId": str(acme.pk),
        "eventTypes": [DELETED, CREATED],
        "active": False,
    }
    assert_answers(answer, 201, {"webhook": {**expected, "secret": webhook.secret}})
    assert len(webhook.secret) == 64
    assert answer.headers["x-itwinplatform-media-type"] == "bentley.itwin-platform.v2"
    assert_answers(api(admin).get(f"/webhooks/{webhook.pk}"), 200, {"webhook": expected})
    assert api(admin).get("/webhooks").json()["webhooks"] == [expected]


def test_the_secret_is_sealed_in_the_database(api, owner, bridge):
    secret = create(api(owner), bridge)["secret"]

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_webhook")
        (kept,) = cursor.fetchone()

    assert secret not in kept


def test_two_webhooks_have_two_secrets(api, owner, bridge):
    assert create(api(owner), bridge)["secret"] != create(api(owner), bridge)["secret"]


def test_a_webhook_is_changed_as_far_as_is_said(api, owner, bridge):
    webhook = create(api(owner), bridge)
    address = f"/webhooks/{webhook['id'].upper()}"
    shown = without_secret(webhook)
    now = datetime(2026, 11, 3, 8, tzinfo=UTC)

    assert_answers(api(owner).patch(address, {}, format="json"), 200, {"webhook": shown})
    with time_machine.travel(now, tick=False):
        changed = api(owner).patch(address, {"active": True}, format="json")
    assert_answers(changed, 200, {"webhook": shown | {"active": True}})
    assert Webhook.objects.get().active_since == now
    other = {"callbackUrl": "https://8.8.8.8/", "eventTypes": [DELETED], "active": True}
    changed = api(owner).patch(address, other, format="json")
    assert_answers(changed, 200, {"webhook": shown | other})
    assert Webhook.objects.get().active_since == now  # it was active already


def test_what_it_speaks_of_may_be_repeated_but_not_changed(api, owner, acme, bridge):
    webhook = create(api(owner), bridge)
    address = f"/webhooks/{webhook['id']}"
    same = {"scope": "iTwin", "scopeId": str(bridge.pk).upper()}
    other = {"scope": "Account", "scopeId": str(acme.pk), "active": True}

    kept = api(owner).patch(address, same, format="json")
    refused = api(owner).patch(address, other, format="json")

    assert_answers(kept, 200, {"webhook": without_secret(webhook)})
    assert_answers(refused, 422, invalid(("InvalidValue", "scope"), ("InvalidValue", "scopeId")))
    assert not Webhook.objects.get().is_active


def test_a_deleted_webhook_is_gone(api, owner, bridge):
    address = f"/webhooks/{create(api(owner), bridge)['id']}"

    assert_no_content(api(owner).delete(address, content_type="application/json"))

    for method in ("get", "delete"):
        assert_answers(getattr(api(owner), method)(address), 404, NOT_FOUND)
    assert_answers(api(owner).patch(address, {}, format="json"), 404, NOT_FOUND)


def test_a_list_is_paged(api, owner, bridge, django_assert_num_queries):
    made = [without_secret(create(api(owner), bridge)) for _ in range(3)]
    href = "http://localhost:8000/webhooks?$skip={}&$top=1&x=y"

    client = api(owner)
    with django_assert_num_queries(2):
        page = client.get("/webhooks?$top=1&$skip=1&x=y")

    links = {"self": href.format(1), "prev": href.format(0), "next": href.format(2)}
    links = {name: {"href": link} for name, link in links.items()}
    assert_answers(page, 200, {"webhooks": made[1:2], "_links": links})
    with django_assert_num_queries(2):
        assert client.get("/webhooks").json()["webhooks"] == made


def test_an_empty_list_has_a_link_to_itself(api, loner):
    itself = {"self": {"href": "http://localhost:8000/webhooks?$skip=0&$top=100"}}

    assert_answers(api(loner).get("/webhooks"), 200, {"webhooks": [], "_links": itself})


def test_a_page_that_cannot_be_is_refused(api, owner):
    top = "The $top query option must be a positive integer that does not exceed 1000."
    skip = "The $skip query option must be a non-negative integer."
    details = [("InvalidValue", top, "$top"), ("InvalidValue", skip, "$skip")]
    message = "Request body or query is invalid."

    answer = api(owner).get("/webhooks?$top=0&$skip=-1")

    assert_answers(answer, 422, refusal("InvalidWebhookRequest", message, details=details))


def test_who_may_have_a_webhook_of_an_itwin(clients, bridge):
    answers = {
        name: clients[name].post("/webhooks", body_for(bridge), format="json") for name in CAST
    }

    assert [answers[name].status_code for name in CAST] == [201, 201, 201, 403, 404, 404, 404, 401]
    assert_answers(answers["member"], 403, FORBIDDEN)
    assert_answers(answers["outsider"], 404, NO_ITWIN)
    assert_answers(answers[None], 401, HEADER_NOT_FOUND)
    assert Webhook.objects.count() == 3


def test_who_may_have_a_webhook_of_an_account(clients, acme):
    body = body_for(acme, "Account")

    statuses = [clients[name].post("/webhooks", body, format="json").status_code for name in CAST]

    assert statuses == [403, 201, 403, 403, 403, 404, 404, 401]


@pytest.mark.parametrize(
    ("scope", "seen_by"),
    [("iTwin", ["owner", "admin", "maintainer"]), ("Account", ["admin"])],
)
def test_a_webhook_is_nobody_elses_business(clients, acme, bridge, scope, seen_by):
    webhook = create(clients["admin"], bridge if scope == "iTwin" else acme, scope)
    address = f"/webhooks/{webhook['id']}"
    known = [name for name in CAST if name]

    assert [name for name in known if clients[name].get("/webhooks").json()["webhooks"]] == seen_by
    for name in known:
        if name in seen_by:
            assert clients[name].patch(address, {"active": True}, format="json").status_code == 200
            assert clients[name].get(address).status_code == 200
        else:
            refused = clients[name].patch(address, {"active": False}, format="json")
            answers = [refused, clients[name].get(address), clients[name].delete(address)]
            for answer in answers:
                assert_answers(answer, 404, NOT_FOUND)
    for method in ("get", "patch", "delete"):
        assert_answers(getattr(clients[None], method)(address), 401, HEADER_NOT_FOUND)
    assert Webhook.objects.get().is_active


def test_the_webhooks_of_a_deleted_itwin_are_gone_with_it(api, owner, admin, bridge):
    webhook = create(api(owner), bridge)

    delete_itwin(bridge, by=owner, through=Channel.API)

    for user in (owner, admin):
        assert_answers(api(user).get(f"/webhooks/{webhook['id']}"), 404, NOT_FOUND)
    again = api(owner).post("/webhooks", body_for(bridge), format="json")
    assert_answers(again, 404, NO_ITWIN)


@pytest.mark.parametrize("text", [*NOT_GUIDS, UNKNOWN_ID])
def test_an_unknown_webhook_is_not_found(api, admin, acme, text):
    for method in ("get", "patch", "delete"):
        assert_answers(getattr(api(admin), method)(f"/webhooks/{text}"), 404, NOT_FOUND)


@pytest.mark.parametrize(("method", "path"), [("put", "/webhooks"), ("post", "/webhooks/x")])
def test_another_method_is_not_allowed_once_somebody_is_known(api, owner, method, path):
    assert_answers(getattr(api(owner), method)(path), 405, NO_SUCH_METHOD)
    assert_answers(getattr(api(None), method)(path), 401, HEADER_NOT_FOUND)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_both_versions_are_answered(api, loner, version):
    accept = f"application/vnd.bentley.itwin-platform.{version}+json"

    assert api(loner).get("/webhooks", headers={"Accept": accept}).status_code == 200


def test_a_share_key_opens_no_webhook(owner, bridge):
    share = create_share(itwin=bridge, new=NewShare.from_body({}), client_id="tests", by=owner)
    client = APIClient(headers={"Authorization": f"Basic {share_key(share)}"})
    message = "Authorization scheme 'Basic' is not valid."

    for answer in (client.get("/webhooks"), client.post("/webhooks", body_for(bridge))):
        assert_answers(answer, 401, refusal("InvalidAuthorizationScheme", message))


def test_an_itwin_has_twenty_webhooks_at_most(api, owner, acme, bridge):
    for _ in range(20):
        create(api(owner), bridge)

    refused = api(owner).post("/webhooks", body_for(bridge), format="json")

    details = [("InvalidProperty", "Collection size exceeds maximum size.")]
    message = "Request body or query is invalid."
    assert_answers(refused, 422, refusal("InvalidWebhookRequest", message, details=details))
    create(api(owner), make_itwin(acme, owner=owner))


def invalid(*wrong: tuple[str, str]) -> dict:
    says = {
        "InvalidValue": "Value outside of valid range.",
        "MissingRequiredProperty": "Required property is missing.",
    }
    details = [(code, says[code], target) for code, target in wrong]
    return refusal("InvalidWebhookRequest", "Request body or query is invalid.", details=details)
