"""How a measurement is judged."""

import pytest

from benchmarks.figures import Figure, slope


def figure(*repeats: float) -> Figure:
    return Figure("G9", "create", "in 200", 1.5, repeats)


@pytest.mark.parametrize(
    ("repeats", "is_met"),
    [
        ((1.0, 1.1, 1.2), True),
        ((1.0, 1.5, 9.0), True),
        ((1.6, 1.0, 1.6), False),
    ],
)
def test_a_goal_is_missed_when_two_of_three_repeats_miss_it(repeats, is_met):
    assert figure(*repeats).is_met is is_met


@pytest.mark.parametrize(
    ("times", "expected"),
    [((5, 5, 5), 0.0), ((5, 50, 500), 1.0), ((5, 500, 50_000), 2.0)],
)
def test_the_slope_is_the_power_by_which_time_grows_with_size(times, expected):
    assert slope(zip((1_000, 10_000, 100_000), times, strict=True)) == pytest.approx(expected)
