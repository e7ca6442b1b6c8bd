"""What people and scripts read of a run: a table, and bench.json in the data folder."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from benchmarks.figures import Figure


def write(figures: Sequence[Figure], size: str) -> None:
    """Prints the table and writes the file."""
    rows = [("goal", "what", "value", "at most", "repeats", "against", "")]
    rows += [
        (
            figure.goal_id,
            figure.what,
            f"{figure.value:.2f}",
            f"{figure.at_most:.2f}",
            " ".join(f"{value:.2f}" for value in figure.repeats),
            figure.against,
            "met" if figure.is_met else "MISSED",
        )
        for figure in figures
    ]
    print_table(rows)
    goals = [
        {
            "id": figure.goal_id,
            "what": figure.what,
            "value": round(figure.value, 3),
            "goal": figure.at_most,
            "met": figure.is_met,
            "against": figure.against,
        }
        for figure in figures
    ]
    answer = {"size": size, "database": connection.vendor, "goals": goals}
    file = settings.DATA_DIR / "bench.json"
    file.write_text(json.dumps(answer, indent=1) + "\n")
    print(f"Written to {file.name} in the data folder.")


def print_table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    print()
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    print()
