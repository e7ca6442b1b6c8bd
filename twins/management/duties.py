"""What a worker sees to by itself, each so many seconds apart."""

import time
from collections.abc import Callable, Mapping


class Duties:
    def __init__(self, seconds_apart: Mapping[Callable[[], None], float]) -> None:
        self._seconds_apart = seconds_apart
        self._due_at = dict.fromkeys(seconds_apart, 0.0)

    def see_to_what_is_due(self) -> None:
        for duty, seconds in self._seconds_apart.items():
            if time.monotonic() >= self._due_at[duty]:
                duty()
                self._due_at[duty] = time.monotonic() + seconds
