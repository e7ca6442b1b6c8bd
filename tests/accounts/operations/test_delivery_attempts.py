"""Attempts to deliver: claimed by one worker, made again, given up."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from accounts.models import WebhookDelivery
from accounts.operations.deliveries import (
    MOST_ATTEMPTS,
    claim,
    deliver_some,
    due_deliveries,
    spread_events,
    try_again,
    wait_after,
)
from accounts.tasks import tell_webhooks
from tests.accounts.operations.happenings import happen
from twins.management.commands.worker import DUTIES
from twins.management.duties import Duties


def state(delivery: WebhookDelivery | None = None) -> tuple[str, int, str]:
    found = (
        WebhookDelivery.objects.get(pk=delivery.pk) if delivery else WebhookDelivery.objects.get()
    )
    return found.status, found.attempts, found.last_answer


def after(wait: timedelta) -> time_machine.travel:
    return time_machine.travel(timezone.now() + wait)


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


def test_an_idle_worker_tells_by_itself(receiver, listen, bridge):
    listen(bridge)
    happen(bridge)

    Duties(DUTIES).see_to_what_is_due()

    assert state() == ("Delivered", 1, "204 No Content")


def test_a_secret_that_cannot_be_opened_keeps_nobody_else_waiting(receiver, listen, bridge):
    spoilt, fine = listen(bridge), listen(bridge)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, secret FROM accounts_webhook")
        (row,) = (id_ for id_, _ in cursor.fetchall() if UUID(str(id_)) == spoilt.pk)
        cursor.execute("UPDATE accounts_webhook SET secret = 'nonsense' WHERE id = %s", [row])
    happen(bridge)

    tell_webhooks()

    answers = dict(WebhookDelivery.objects.values_list("webhook", "last_answer"))
    assert answers[fine.pk] == "204 No Content"
    assert answers[spoilt.pk].startswith("A secret in the database was sealed with another")


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


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_somebody_is_called(receiver, listen, bridge):
    listen(bridge)
    happen(bridge)
    ours, seen = connections["default"], []
    receiver.on_request = lambda: seen.append(ours.in_atomic_block)

    tell_webhooks()

    assert seen == [False]
