"""Background work about members: each task loads by id and calls one operation."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.contrib.sessions.backends.db import SessionStore
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from oauth2_provider.models import clear_expired

from accounts.operations.deliveries import deliver_some, forget_old_events, spread_events
from accounts.operations.itwin_jobs import run_itwin_job, take_back_abandoned_jobs
from accounts.operations.reminders import make_round
from itwins_site.queue import hand_over

log = structlog.get_logger(__name__)

_KEPT = timedelta(days=30)


@task
def run_job(job_id: str) -> None:
    run_itwin_job(job_id=UUID(job_id))


def enqueue_abandoned_jobs() -> None:
    """Gives jobs that a killed worker left behind to the next free one."""
    for job_id in take_back_abandoned_jobs():
        hand_over(run_job, job_id)


def look_after_invitations() -> None:
    """Ends invitations that are over and reminds their senders in time."""
    for failure in make_round().failed:
        log.warning("no reminder could be sent", to=failure)


def tell_webhooks() -> None:
    """One round: finds out who is to be told of what happened, and tells some of them."""
    spread_events()
    deliver_some()


def forget_old_messages() -> None:
    forget_old_events()


def forget_finished_tasks() -> None:
    """Empties the queue of what was done long ago, and of what was lost: jobs keep their own rows."""
    DBTaskResult.objects.filter(enqueued_at__lt=datetime.now(UTC) - _KEPT).delete()


def forget_ended_sessions() -> None:
    """Deletes the sessions that are over, of sign-ins too that were begun and never finished."""
    SessionStore.clear_expired()


def forget_ended_tokens() -> None:
    """Deletes codes and tokens of the issuer that are over, and rotated ones a replay could show."""
    clear_expired()
