"""Support staff look at webhooks and at what they were told, and have them told again."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Event, Webhook, WebhookDelivery
from accounts.operations.deliveries import spread_events
from accounts.operations.webhooks import change_webhook, create_webhook
from accounts.queries.webhooks import NewWebhook, WebhookChanges
from tests.factories import make_itwin
from twins.models import ITwin

WEBHOOKS = "/admin/accounts/webhook/"
DELIVERIES = "/admin/accounts/webhookdelivery/"
CREATED = "iTwins.iTwinCreated.v1"


def make_webhook(itwin: ITwin, by, url: str = "https://hooks.example/told") -> Webhook:
    webhook = create_webhook(
        itwin=itwin, new=NewWebhook(url, "Account", itwin.pk, [CREATED]), by=by
    )
    return change_webhook(webhook=webhook, changes=WebhookChanges(is_active=True))


@pytest.fixture
def webhook(acme, admin) -> Webhook:
    return make_webhook(acme, admin)


@pytest.fixture
def delivery(webhook, acme, owner) -> WebhookDelivery:
    make_itwin(acme, owner=owner, display_name="Bridge")
    spread_events()
    return WebhookDelivery.objects.get()


def texts(response, field: str) -> list[str]:
    cells = re.findall(
        rf'class="field-{field}[^"]*">(.*?)</t[dh]>', response.content.decode(), re.DOTALL
    )
    return [re.sub("<[^>]*>", "", cell) for cell in cells]


def test_a_webhook_is_shown_without_its_secret(staff, webhook, acme):
    pages = [staff.get(WEBHOOKS), staff.get(f"{WEBHOOKS}{webhook.pk}/change/")]

    shown = [page.content.decode() for page in pages]
    assert texts(pages[0], "callback_url") == ["https://hooks.example/told"]
    assert "Acme Corp." in shown[1]
    assert "iTwin created" in shown[1]
    assert f'href="{DELIVERIES}?q={webhook.pk}"' in shown[1]
    assert all(webhook.secret not in page for page in shown)


@pytest.mark.parametrize(
    ("search", "found"),
    [("{id}", 1), ("{itwin}", 1), ("HOOKS", 1), ("elsewhere", 0), ("x" * 60_000, 0), ("", 1)],
)
def test_webhooks_and_deliveries_are_found(staff, webhook, delivery, acme, search, found):
    query = {"q": search.format(id=webhook.pk, itwin=acme.pk)}

    assert len(texts(staff.get(WEBHOOKS, query), "callback_url")) == found
    if search != "{itwin}":  # of a delivery: the iTwin that it tells of
        assert len(texts(staff.get(DELIVERIES, query), "event_type")) == found


@pytest.mark.parametrize("what", ["message", "itwin"])
def test_a_delivery_is_found_by_what_it_tells(staff, delivery, what):
    guid = delivery.pk if what == "message" else delivery.event.itwin_id

    assert texts(staff.get(DELIVERIES, {"q": str(guid)}), "event_type") == [CREATED]


def test_a_delivery_shows_what_was_told_and_answered(staff, delivery, webhook, owner):
    WebhookDelivery.objects.update(status="Dead", attempts=8, last_answer="500 <Oops>")

    row = staff.get(DELIVERIES)
    page = staff.get(f"{DELIVERIES}{delivery.pk}/change/").content.decode()

    assert texts(row, "status") == ["Given up"]
    assert texts(row, "last_answer") == ["500 &lt;Oops&gt;"]
    assert str(owner.pk) in page
    assert ">Bridge</a>" in page
    assert webhook.secret not in page


def test_what_was_given_up_is_tried_again_and_nothing_else(staff, delivery, webhook, acme, owner):
    make_itwin(acme, owner=owner)
    spread_events()
    done = WebhookDelivery.objects.exclude(pk=delivery.pk).get()
    WebhookDelivery.objects.filter(pk=done.pk).update(status="Delivered", next_attempt_at=None)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        status="Dead", attempts=8, next_attempt_at=None
    )
    chosen = {"action": "try_again", "_selected_action": [str(delivery.pk), str(done.pk)]}

    response = staff.post(DELIVERIES, chosen, follow=True)

    assert "To be tried again: 1." in response.content.decode()
    delivery.refresh_from_db()
    done.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("Pending", 0)
    assert delivery.next_attempt_at is not None
    assert done.status == "Delivered"


def test_nothing_is_written_here(staff, webhook, delivery):
    before = [list(model.objects.values()) for model in (Event, Webhook, WebhookDelivery)]

    for page, row in ((WEBHOOKS, webhook), (DELIVERIES, delivery)):
        assert staff.post(f"{page}add/", {}).status_code == 403
        assert staff.post(f"{page}{row.pk}/change/", {"callback_url": "x"}).status_code == 403
        assert staff.post(f"{page}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert [list(model.objects.values()) for model in (Event, Webhook, WebhookDelivery)] == before


@pytest.mark.parametrize("who", ["admin", "owner"])
def test_these_pages_are_for_support_staff(client, request, webhook, delivery, who):
    client.force_login(request.getfixturevalue(who))

    for page in (WEBHOOKS, DELIVERIES):
        assert client.get(page).status_code == 302


def test_the_lists_take_as_many_queries_for_three_as_for_one(
    staff, webhook, delivery, acme, admin, owner
):
    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(page).status_code == 200
        return len(queries)

    of_one = asked(WEBHOOKS), asked(DELIVERIES)
    for number in range(2):
        make_webhook(acme, admin, f"https://hooks.example/{number}")
        make_itwin(acme, owner=owner)
    spread_events()

    assert (asked(WEBHOOKS), asked(DELIVERIES)) == of_one
    assert max(of_one) <= 6
