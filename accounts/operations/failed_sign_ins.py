"""Sign-ins that failed, counted by name and address: so many, and one waits before the next."""

from datetime import UTC, datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import User


def wait() -> timedelta:
    """How long one waits, from the last failure that counted."""
    return settings.AXES_COOLOFF_TIME


def name_as_counted(name: str) -> str:
    """What is kept of a name: no address of anybody, nor the password that somebody typed there.

    Names that the sign-in takes for one person's are one, however their letters are written.
    """
    folded = name.strip().upper().casefold()
    return salted_hmac("accounts.failed_sign_ins", folded, algorithm="sha256").hexdigest()


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
