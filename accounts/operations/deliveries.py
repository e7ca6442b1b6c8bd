"""Telling webhooks what happened: events are spread to whoever is to be told, then delivered.

A delivery is claimed by moving its next attempt on, before anything is sent: two workers never
try at once, and what a killed one had claimed is tried again when its time comes.
"""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson
import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.choices import DeliveryStatus
from accounts.models import Event, Webhook, WebhookDelivery
from accounts.operations.callbacks import SECONDS_TO_ANSWER, Answer, call

# Waits of 1, 3, 9, 27, 81, 243 and 729 minutes between them: eighteen hours in all.
MOST_ATTEMPTS = 8
KEPT = timedelta(days=30)
_EVENTS_A_ROUND = 500
_AT_ONCE = 16
# Of one webhook: one that never answers must not keep the others waiting.
_OF_ONE_WEBHOOK = 4
# A name server may be slower than the webhook is allowed to be.
_SECONDS_A_ROUND = 2 * SECONDS_TO_ANSWER
_UNKNOWN = Answer(False, "Nobody knows: the worker stopped before there was an answer")

log = structlog.get_logger(__name__)


def wait_after(attempts: int) -> timedelta:
    """How long after so many attempts the next one is made; after the last, given up."""
    if attempts >= MOST_ATTEMPTS:
        return timedelta(minutes=1)
    return timedelta(minutes=3 ** (attempts - 1))


def spread_events() -> int:
    """Finds out who is to be told of what happened; returns how many events were seen to."""
    if not Event.objects.filter(is_new=True).exists():
        return 0
    with transaction.atomic():
        new = Event.objects.filter(is_new=True).order_by("id")
        events = list(new.select_for_update(skip_locked=True)[:_EVENTS_A_ROUND])
        WebhookDelivery.objects.bulk_create(_deliveries_of(events), ignore_conflicts=True)
        Event.objects.filter(pk__in=[event.pk for event in events]).update(is_new=False)
    return len(events)


def deliver_some() -> int:
    """Makes one round of attempts, a bounded one; returns how many were made."""
    claimed = [each for each in due_deliveries() if claim(each)]
    to_send: list[tuple[WebhookDelivery, str]] = []
    for delivery in claimed:
        if delivery.attempts > MOST_ATTEMPTS:
            _write_down(delivery, _UNKNOWN)
            continue
        try:
            to_send.append((delivery, delivery.webhook.secret))
        except ImproperlyConfigured as error:
            _write_down(delivery, Answer(False, str(error)[:255]))
        except Webhook.DoesNotExist:  # deleted since, and its deliveries with it
            continue
    for delivery, answer in _call_all(to_send):
        _write_down(delivery, answer)
    return len(claimed)


def due_deliveries() -> list[WebhookDelivery]:
    """What is to be tried now: the longest waiting first, a few of each webhook."""
    waiting = WebhookDelivery.objects.filter(
        status=DeliveryStatus.PENDING,
        next_attempt_at__lte=datetime.now(UTC),
        webhook__is_active=True,
    )
    place = Window(RowNumber(), partition_by="webhook", order_by=["next_attempt_at", "event"])
    chosen = waiting.annotate(place=place).filter(place__lte=_OF_ONE_WEBHOOK)
    ordered = chosen.select_related("webhook", "event").order_by("next_attempt_at", "event")
    # Each secret is opened by itself: one that cannot be must not keep the others from theirs.
    return list(ordered.defer("webhook__secret")[:_AT_ONCE])


def claim(delivery: WebhookDelivery) -> bool:
    """Moves the next attempt on, for one worker only; it is the lease of this attempt."""
    now = datetime.now(UTC)
    seen = WebhookDelivery.objects.filter(
        pk=delivery.pk, status=DeliveryStatus.PENDING, next_attempt_at=delivery.next_attempt_at
    )
    delivery.attempts += 1
    return bool(
        seen.update(
            attempts=F("attempts") + 1,
            next_attempt_at=now + wait_after(delivery.attempts),
            last_attempt_at=now,
        )
    )


def try_again(deliveries: QuerySet[WebhookDelivery]) -> int:
    """Gives those that were given up all their attempts anew; returns how many."""
    return deliveries.filter(status=DeliveryStatus.DEAD).update(
        status=DeliveryStatus.PENDING, attempts=0, next_attempt_at=datetime.now(UTC)
    )


def forget_old_events() -> None:
    """Deletes what happened long ago, told or not; two statements, however much it is."""
    # Not what another worker may be finding listeners for.
    old = Event.objects.filter(enqueued_at__lt=datetime.now(UTC) - KEPT, is_new=False)
    deliveries = WebhookDelivery.objects.filter(event__in=old)
    with transaction.atomic():
        deliveries._raw_delete(deliveries.db)  # noqa: SLF001
        old._raw_delete(old.db)  # noqa: SLF001


def message_of(delivery: WebhookDelivery) -> bytes:
    """What is sent, byte for byte the same at every attempt."""
    event = delivery.event
    return orjson.dumps(
        {
            "content": event.content,
            "eventType": event.event_type,
            "enqueuedDateTime": _moment(event.enqueued_at),
            "iTwinId": str(event.itwin_id),
            "messageId": str(delivery.pk),
            "webhookId": str(delivery.webhook_id),
        }
    )


def _deliveries_of(events: Iterable[Event]) -> list[WebhookDelivery]:
    """One for each active webhook that speaks of the event's iTwin or Account, and of its type."""
    events = list(events)
    places = {event.itwin_id for event in events} | {event.account_id for event in events}
    # Held, so that none is switched off or deleted while it is given more to tell.
    active = Webhook.objects.filter(is_active=True, itwin__in=places).order_by("pk").defer("secret")
    by_place: dict[tuple[str, object], list[Webhook]] = {}
    for webhook in active.select_for_update(of=("self",), no_key=True):
        by_place.setdefault((webhook.scope, webhook.itwin_id), []).append(webhook)
    return [
        WebhookDelivery(webhook=webhook, event=event, next_attempt_at=event.enqueued_at)
        for event in events
        for place in (("Account", event.account_id), ("iTwin", event.itwin_id))
        for webhook in by_place.get(place, ())
        if event.event_type in webhook.event_types
        and webhook.active_since is not None
        and webhook.active_since <= event.enqueued_at
    ]


def _call_all(
    to_send: list[tuple[WebhookDelivery, str]],
) -> list[tuple[WebhookDelivery, Answer]]:
    """Calls all webhooks at once, and each with one message after the other, the oldest first."""
    queues: dict[UUID, list[tuple[WebhookDelivery, str]]] = {}
    for delivery, secret in sorted(to_send, key=lambda each: each[0].event_id):
        queues.setdefault(delivery.webhook_id, []).append((delivery, secret))
    answers: dict[UUID, Answer] = {}
    is_over = threading.Event()

    def send(queue: list[tuple[WebhookDelivery, str]]) -> None:
        for delivery, secret in queue:
            if not is_over.is_set():
                answers[delivery.pk] = _answer_to(delivery, secret)

    threads = ThreadPoolExecutor(max_workers=_AT_ONCE)
    wait([threads.submit(send, queue) for queue in queues.values()], timeout=_SECONDS_A_ROUND)
    is_over.set()
    threads.shutdown(wait=False, cancel_futures=True)
    too_late = Answer(False, f"No answer within {_SECONDS_A_ROUND} seconds")
    return [(delivery, answers.get(delivery.pk, too_late)) for delivery, _ in to_send]


def _answer_to(delivery: WebhookDelivery, secret: str) -> Answer:
    """The answer; one message that cannot be sent must not stop the worker."""
    url = delivery.webhook.callback_url
    try:
        return call(url, secret=secret, body=message_of(delivery))
    except Exception as error:
        log.exception("a webhook could not be called")
        return Answer(False, f"Not sent: {type(error).__name__}")


def _write_down(delivery: WebhookDelivery, answer: Answer) -> None:
    """Notes the answer, unless the delivery has been taken up by another worker since."""
    ours = WebhookDelivery.objects.filter(
        pk=delivery.pk, attempts=delivery.attempts, status=DeliveryStatus.PENDING
    )
    if answer.is_success:
        over = DeliveryStatus.DELIVERED
    elif delivery.attempts >= MOST_ATTEMPTS:
        over = DeliveryStatus.DEAD
    else:
        ours.update(last_answer=answer.text)
        return
    ours.update(status=over, next_attempt_at=None, last_answer=answer.text)


def _moment(moment: datetime) -> str:
    """`11/3/2023 8:07:01 PM`, in UTC."""
    utc = moment.astimezone(UTC)
    hour = utc.hour % 12 or 12
    return f"{utc.month}/{utc.day}/{utc.year} {hour}:{utc:%M:%S} {'PM' if utc.hour >= 12 else 'AM'}"
