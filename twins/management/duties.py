"""What a worker sees to by itself, each so many seconds apart."""

import time
from collections.abc import Callable, Mapping

import structlog
from django.db import InterfaceError, OperationalError

log = structlog.get_logger(__name__)


class Duties:
    def __init__(self, seconds_apart: Mapping[Callable[[], None], float]) -> None:
        self._seconds_apart = seconds_apart
        self._due_at = dict.fromkeys(seconds_apart, 0.0)

    def see_to_what_is_due(self) -> None:
        """Does what is due; a duty that fails keeps the worker from nothing else."""
        for duty, seconds in self._seconds_apart.items():
            if time.monotonic() >= self._due_at[duty]:
                self._due_at[duty] = time.monotonic() + seconds
                self._see_to(duty)

    def _see_to(self, duty: Callable[[], None]) -> None:
        try:
            duty()
        except (OperationalError, InterfaceError):
            raise  # of the database, which nothing can do without
        except Exception:
            log.exception("a duty failed", duty=duty.__name__)
