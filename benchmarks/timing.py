"""Timing acts against each other: in turns, in shuffled order, so that noise meets all alike."""

import gc
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from random import Random
from statistics import quantiles
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)
# An act is prepared, outside of the clock, and answers with what is to be timed.
Act = Callable[[], Callable[[], object]]

_WARM_UPS = 3


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one act."""

    median: float
    lower_quartile: float
    upper_quartile: float


def time_in_turns(acts: Mapping[Name, Act], *, rounds: int, random: Random) -> dict[Name, Timing]:
    """Runs each act once a round and tells how long it took."""
    taken: dict[Name, list[float]] = {name: [] for name in acts}
    for turn in range(_WARM_UPS + rounds):
        order = list(acts)
        random.shuffle(order)
        gc.collect()
        gc.disable()
        for name in order:
            milliseconds = _timed(acts[name]())
            if turn >= _WARM_UPS:
                taken[name].append(milliseconds)
        gc.enable()
    return {name: _timing(milliseconds) for name, milliseconds in taken.items()}


def _timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def _timing(milliseconds: list[float]) -> Timing:
    lower, middle, upper = quantiles(milliseconds, n=4)
    return Timing(middle, lower, upper)
