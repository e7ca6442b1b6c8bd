"""From an event to whoever is to be told: spread, claimed, sent, tried again, given up, forgotten."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from accounts.models import Event, Webhook, WebhookDelivery
from accounts.operations.callbacks import signature
from accounts.operations.deliveries import (
    MOST_ATTEMPTS,
    claim,
    deliver_some,
    due_deliveries,
    forget_old_events,
    message_of,
    spread_events,
    try_again,
    wait_after,
)
from accounts.operations.events import tell
from accounts.operations.webhooks import change_webhook, create_webhook
from accounts.queries.webhooks import NewWebhook, WebhookChanges
from accounts.tasks import tell_webhooks
from tests.accounts.operations.receiver import receiving
from tests.factories import make_itwin
from twins.models import ITwin

CREATED = "iTwins.iTwinCreated.v1"
ADDED = "accessControl.memberAdded.v1"


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as server:
        yield server


@pytest.fixture
def listen(receiver, admin):
    """Makes an active webhook."""

    def listen_to(itwin: ITwin, *types: str, scope: str = "iTwin", active: bool = True) -> Webhook:
        new = NewWebhook(receiver.url, scope, itwin.pk, list(types or [CREATED]))
        webhook = create_webhook(itwin=itwin, new=new, by=admin)
        return change_webhook(webhook=webhook, changes=WebhookChanges(is_active=active))

    return listen_to


def happen(itwin: ITwin, event_type: str = CREATED, number: int = 1) -> None:
    content = {"memberId": "Ägir"}
    tell(
        Event(
            event_type=event_type, itwin_id=itwin.pk, account_id=itwin.account_id, content=content
        )
        for _ in range(number)
    )


def state(delivery: WebhookDelivery | None = None) -> tuple[str, int, str]:
    found = (
        WebhookDelivery.objects.get(pk=delivery.pk) if delivery else WebhookDelivery.objects.get()
    )
    return found.status, found.attempts, found.last_answer


def after(wait: timedelta) -> time_machine.travel:
    return time_machine.travel(timezone.now() + wait)


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
    assert state() == ("Delivered", 1, "204 No Content")


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


@pytest.mark.parametrize(
    ("failure", "told"), [(500, "500 Internal Server Error"), (None, "RemoteDisconnected: ")]
)
def test_what_failed_is_sent_again_the_same_a_minute_later(receiver, listen, bridge, failure, told):
    listen(bridge)
    happen(bridge)
    receiver.answers = [failure]

    tell_webhooks()
    assert state()[:2] == ("Pending", 1)
    assert state()[2].startswith(told)
    with after(timedelta(seconds=50)):
        assert deliver_some() == 0
    with after(timedelta(seconds=61)):
        assert deliver_some() == 1

    assert state() == ("Delivered", 2, "204 No Content")
    (_, _, first), (_, _, second) = receiver.received
    assert first == second


def test_after_eight_attempts_within_a_day_it_is_given_up(receiver, listen, bridge, settings):
    listen(bridge)
    happen(bridge)
    receiver.answers = [500] * 20
    tell_webhooks()
    begun, waits = timezone.now(), []

    with time_machine.travel(begun) as clock:
        while (delivery := WebhookDelivery.objects.get()).status == "Pending":
            waits.append(round((delivery.next_attempt_at - timezone.now()).total_seconds() / 60))
            clock.move_to(delivery.next_attempt_at + timedelta(seconds=1))
            deliver_some()

    assert waits == [1, 3, 9, 27, 81, 243, 729]
    assert state() == ("Dead", 8, "500 Internal Server Error")
    assert len(receiver.received) == MOST_ATTEMPTS == 8
    with after(timedelta(days=2)):
        assert deliver_some() == 0


def test_what_was_given_up_gets_all_its_attempts_anew(receiver, listen, bridge):
    listen(bridge)
    happen(bridge, number=2)
    tell_webhooks()
    first = WebhookDelivery.objects.order_by("event")[0]
    WebhookDelivery.objects.filter(pk=first.pk).update(status="Dead", attempts=8)

    assert try_again(WebhookDelivery.objects.all()) == 1
    deliver_some()

    assert state(first) == ("Delivered", 1, "204 No Content")
    assert len(receiver.received) == 3


def test_two_workers_never_tell_the_same_at_once(listen, bridge):
    listen(bridge)
    happen(bridge)
    spread_events()
    (first,), (second,) = due_deliveries(), due_deliveries()

    assert (claim(first), claim(second)) == (True, False)
    assert due_deliveries() == []


def test_what_a_killed_worker_had_claimed_is_told_by_another(receiver, listen, bridge):
    listen(bridge)
    happen(bridge)
    spread_events()
    (claimed,) = due_deliveries()
    claim(claimed)

    assert deliver_some() == 0
    with after(wait_after(1)):
        assert deliver_some() == 1

    assert state() == ("Delivered", 2, "204 No Content")
    assert len(receiver.received) == 1


def test_a_worker_killed_at_the_last_attempt_leaves_it_given_up(receiver, listen, bridge):
    listen(bridge)
    happen(bridge)
    spread_events()
    WebhookDelivery.objects.update(attempts=8)

    deliver_some()

    assert receiver.received == []
    assert state()[0] == "Dead"


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


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_somebody_is_called(receiver, listen, bridge):
    listen(bridge)
    happen(bridge)
    ours, seen = connections["default"], []
    receiver.on_request = lambda: seen.append(ours.in_atomic_block)

    tell_webhooks()

    assert seen == [False]


def test_what_happened_thirty_days_ago_is_forgotten(listen, bridge):
    listen(bridge)
    happen(bridge, number=2)
    spread_events()
    new = Event.objects.latest("id")
    Event.objects.exclude(pk=new.pk).update(enqueued_at=timezone.now() - timedelta(days=31))

    forget_old_events()

    assert list(Event.objects.all()) == [new]
    assert [each.event for each in WebhookDelivery.objects.all()] == [new]
