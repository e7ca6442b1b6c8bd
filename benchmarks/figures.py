"""A figure: a ratio or a slope, the goal it must reach, and what it is against."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import linear_regression, median


@dataclass(frozen=True)
class Figure:
    """`value` is the median of the repeats: it misses its goal when two of three repeats do."""

    goal_id: str
    what: str
    against: str
    at_most: float
    repeats: tuple[float, ...]

    @property
    def value(self) -> float:
        return median(self.repeats)

    @property
    def is_met(self) -> bool:
        return self.value <= self.at_most


def slope(points: Iterable[tuple[float, float]]) -> float:
    """How a time grows with a size, both in logarithms: 0 is flat, 1 is in proportion."""
    sizes, times = zip(*points, strict=True)
    return linear_regression(list(map(math.log, sizes)), list(map(math.log, times))).slope
