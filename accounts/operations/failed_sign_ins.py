"""Counting the sign-ins that failed: after so many, one waits before the next."""

from datetime import UTC, datetime

from axes.models import AccessAttempt
from django.db import transaction

from accounts.models import User
from accounts.queries.failed_sign_ins import name_as_counted, wait


@transaction.atomic
def count_failure(*, name: str, address: str, path: str) -> None:
    """Adds a failure of a name, as counted; after a wait the count begins anew."""
    now = datetime.now(UTC)
    attempt, is_new = AccessAttempt.objects.select_for_update().get_or_create(
        username=name,
        ip_address=address,
        user_agent="",
        defaults={"failures_since_start": 1, "path_info": path},
    )
    if is_new:
        return
    is_over = attempt.attempt_time < now - wait()
    attempt.failures_since_start = 1 if is_over else attempt.failures_since_start + 1
    attempt.attempt_time = now
    attempt.save(update_fields=["failures_since_start", "attempt_time"])


def let_try_again(user: User, *, address: str | None = None) -> bool:
    """Forgets a person's failures, from one address or from everywhere; whether there were any."""
    failures = AccessAttempt.objects.filter(username=name_as_counted(user.email))
    if address is not None:
        failures = failures.filter(ip_address=address)
    deleted, _ = failures.delete()
    return bool(deleted)


def forget_old_failures() -> None:
    AccessAttempt.objects.filter(attempt_time__lt=datetime.now(UTC) - wait()).delete()
