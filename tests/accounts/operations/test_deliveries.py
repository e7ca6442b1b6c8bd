"""From an event to whoever is to be told: what is sent to whom, and what is forgotten."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.utils import timezone

from accounts.models import Event, WebhookDelivery
from accounts.operations.callbacks import signature
from accounts.operations.deliveries import (
    deliver_some,
    forget_old_events,
    message_of,
    spread_events,
)
from accounts.operations.webhooks import change_webhook
from accounts.queries.webhooks import WebhookChanges
from accounts.tasks import tell_webhooks
from tests.accounts.operations.happenings import ADDED, CREATED, happen
from tests.factories import make_itwin


def test_a_message_is_the_published_one(receiver, listen, bridge):
    webhook = listen(bridge, ADDED)
    happen(bridge, ADDED)
    Event.objects.filter(event_type=ADDED).update(
        enqueued_at=datetime(2099, 11, 3, 20, 7, 1, tzinfo=UTC)
    )
    spread_events()
    WebhookDelivery.objects.update(next_attempt_at=timezone.now())

    assert deliver_some() == 1

    delivery = WebhookDelivery.objects.get()
    ((_, headers, body),) = receiver.received
    assert body == orjson.dumps(
        {
            "content": {"memberId": "Ägir"},
            "eventType": ADDED,
            "enqueuedDateTime": "11/3/2099 8:07:01 PM",
            "iTwinId": str(bridge.pk),
            "messageId": str(delivery.pk),
            "webhookId": str(webhook.pk),
        }
    )
    assert headers["Signature"] == signature(webhook.secret, body)
    assert (delivery.status, delivery.attempts) == ("Delivered", 1)
    assert delivery.last_answer == "204 No Content"


def test_what_happened_first_is_told_first(receiver, listen, bridge):
    listen(bridge, CREATED, ADDED)
    for event_type in (CREATED, ADDED, ADDED, CREATED):
        happen(bridge, event_type)
    spread_events()

    deliver_some()

    told = [orjson.loads(body)["eventType"] for _, _, body in receiver.received]
    assert told == [CREATED, ADDED, ADDED, CREATED]


def test_the_content_keeps_the_order_of_its_keys(receiver, listen, bridge):
    webhook = listen(bridge, ADDED)
    content = {"memberId": "m", "eventCreatedBy": "e", "memberType": "User", "roleId": "r"}
    Event.objects.create(
        event_type=ADDED, itwin_id=bridge.pk, account_id=bridge.account_id, content=content
    )
    spread_events()

    deliver_some()

    ((_, _, body),) = receiver.received
    assert list(orjson.loads(body)["content"]) == list(content)
    assert orjson.loads(body)["webhookId"] == str(webhook.pk)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 1, 2, 0, 5, 9, tzinfo=UTC), "1/2/2026 12:05:09 AM"),
        (datetime(2026, 10, 12, 12, 0, 0, tzinfo=UTC), "10/12/2026 12:00:00 PM"),
        (datetime(2026, 10, 12, 11, 59, 59, 999, tzinfo=UTC), "10/12/2026 11:59:59 AM"),
    ],
)
def test_a_moment_is_written_in_the_published_form(bridge, moment, text):
    event = Event(event_type=CREATED, itwin_id=bridge.pk, enqueued_at=moment, content={})

    message = orjson.loads(message_of(WebhookDelivery(event=event)))

    assert message["enqueuedDateTime"] == text


def test_whoever_listens_to_it_is_told_and_nobody_else(listen, acme, bridge, soylent, owner):
    tunnel = make_itwin(acme, owner=owner)
    Event.objects.all().delete()
    told = [listen(bridge), listen(acme, CREATED, ADDED, scope="Account")]
    listen(bridge, ADDED)
    listen(bridge, active=False)
    listen(acme)  # of the Account alone, not of what is in it
    listen(tunnel)
    listen(soylent, scope="Account")

    happen(bridge)

    assert spread_events() == 1
    found = WebhookDelivery.objects.values_list("webhook", flat=True)
    assert sorted(found) == sorted(each.pk for each in told)
    assert spread_events() == 0


def test_what_happened_before_it_was_active_is_never_told(receiver, listen, bridge):
    happen(bridge)
    listen(bridge)

    tell_webhooks()

    assert receiver.received == []
    assert not Event.objects.filter(is_new=True).exists()


def test_what_waits_when_a_webhook_is_switched_off_is_given_up(receiver, listen, bridge):
    webhook = listen(bridge)
    happen(bridge)
    spread_events()

    change_webhook(webhook=webhook, changes=WebhookChanges(is_active=False))
    change_webhook(webhook=webhook, changes=WebhookChanges(is_active=True))
    happen(bridge)
    tell_webhooks()

    assert len(receiver.received) == 1
    found = WebhookDelivery.objects.order_by("event").values_list("status", "last_answer")
    assert list(found) == [
        ("Dead", "The webhook was switched off."),
        ("Delivered", "204 No Content"),
    ]


def test_events_are_spread_once_by_two_workers(listen, bridge):
    listen(bridge)
    happen(bridge)
    spread_events()
    Event.objects.update(is_new=True)  # as another worker saw it a moment before

    spread_events()

    assert WebhookDelivery.objects.count() == 1


def test_a_round_is_bounded_and_leaves_room_for_every_webhook(receiver, listen, bridge):
    for _ in range(5):
        listen(bridge)
    happen(bridge, number=20)
    spread_events()

    assert deliver_some() == 16

    told = WebhookDelivery.objects.filter(status="Delivered").values_list("webhook", flat=True)
    assert {list(told).count(each) for each in told} == {3, 4}
    assert len(receiver.received) == 16


def test_spreading_takes_as_many_statements_for_many_as_for_one(
    listen, bridge, django_assert_num_queries
):
    listen(bridge)
    spread_events()
    for number in (1, 30):
        happen(bridge, number=number)
        with django_assert_num_queries(7):
            assert spread_events() == number


def test_with_nothing_to_do_a_round_asks_twice_and_writes_nothing(
    bridge, django_assert_num_queries
):
    Event.objects.all().delete()

    with django_assert_num_queries(2):
        tell_webhooks()


def test_what_happened_thirty_days_ago_is_forgotten(listen, bridge):
    listen(bridge)
    happen(bridge, number=2)
    spread_events()
    new = Event.objects.latest("id")
    Event.objects.exclude(pk=new.pk).update(enqueued_at=timezone.now() - timedelta(days=31))

    forget_old_events()

    assert list(Event.objects.all()) == [new]
    assert [each.event for each in WebhookDelivery.objects.all()] == [new]
