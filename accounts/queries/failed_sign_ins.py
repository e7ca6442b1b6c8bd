"""Sign-ins that failed, by name and address: how many still count."""

from datetime import UTC, datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
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


def failures_of(user: User) -> int:
    """How many of a person's sign-ins failed lately, from wherever."""
    recent = AccessAttempt.objects.filter(attempt_time__gte=datetime.now(UTC) - wait())
    of_person = recent.filter(username=name_as_counted(user.email))
    return of_person.aggregate(number=Sum("failures_since_start"))["number"] or 0
