"""`python -m benchmarks [--size 10k|100k|1m] [--only G9,…]`: measures, prints, judges.

Works in a database of its own, made and removed by it. Exit 1 if a goal is missed.
"""

import argparse
import importlib
import os
import sys

from benchmarks.own_database import own_database

SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
# Goal to the module that measures it: `measure(size, report)` answers with figures.
GOALS = {
    "G9": "benchmarks.growth",
    "G15": "benchmarks.exports",
    "G16": "benchmarks.exports",
    "G17": "benchmarks.exports",
}


def main() -> int:
    arguments = _arguments()
    with own_database() as url:
        os.environ["DATABASE_URL"] = url
        os.environ["DJANGO_SETTINGS_MODULE"] = "itwins_site.settings"
        os.environ["RATE_LIMIT_PER_MINUTE"] = "0"  # what is measured is the work of an answer
        django = importlib.import_module("django")
        django.setup()
        _migrate()
        figures = [
            figure
            for module in dict.fromkeys(GOALS[goal] for goal in arguments.only)
            for figure in importlib.import_module(module).measure(SIZES[arguments.size], _say)
            if figure.goal_id in arguments.only
        ]
        # Not before the setup: the report knows the settings.
        report = importlib.import_module("benchmarks.report")
        report.write(figures, arguments.size)
        importlib.import_module("django.db").connections.close_all()
    met = sum(figure.is_met for figure in figures)
    print(f"{met} of {len(figures)} figures reach their goal, with {arguments.size} iTwins.")
    return 0 if met == len(figures) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--size", choices=SIZES, default="10k", help="iTwins in the largest Account"
    )
    parser.add_argument(
        "--only", type=_goals, default=list(GOALS), metavar="G9,…", help="the goals to measure"
    )
    return parser.parse_args()


def _goals(text: str) -> list[str]:
    goals = [goal.strip().upper() for goal in text.split(",") if goal.strip()]
    unknown = [goal for goal in goals if goal not in GOALS]
    if unknown or not goals:
        raise argparse.ArgumentTypeError(
            f"there is no goal {', '.join(unknown)}; next: choose from {', '.join(GOALS)}"
        )
    return goals


def _migrate() -> None:
    management = importlib.import_module("django.core.management")
    management.call_command("migrate", verbosity=0)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
