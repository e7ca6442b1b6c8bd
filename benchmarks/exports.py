"""G15, G16, G17: exports of a whole organization against COPY itself, and against plain Django.

What is exported is every iTwin of an Account with all properties. The floor on PostgreSQL is psql,
copying the same query into igzip; SQLite has no such floor, and only the memory is judged there.
"""

import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from csv import reader
from datetime import UTC, datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from isal import igzip

from benchmarks import exports_naively
from benchmarks.accounts_of_sizes import SizedAccount, load_accounts
from benchmarks.figures import Figure
from benchmarks.report import print_table
from twins.choices import ExportFormat, ExportStatus, QueryScope
from twins.models import Export
from twins.operations.export_files import write_export
from twins.queries.exported_itwins import exported_itwins
from twins.queries.exported_lines import copying
from twins.queries.itwin_properties import ALL
from twins.queries.written_columns import written

FLOOR, CSV, JSON = "psql COPY into igzip -1", "CSV", "JSON"
NAIVE_CSV, NAIVE_JSON = "CSV by Django's iterator, gzip 6", "JSON by Django's iterator, gzip 6"
FORMATS = {CSV: ExportFormat.CSV_GZIP, JSON: ExportFormat.JSON_GZIP}
# By format: the goal's id, at most how many floors, at most which part of the naive one.
GOALS = {CSV: ("G15", 1.5, 1 / 8), JSON: ("G16", 3.0, 1 / 5)}
MOST_MIB = 64
# "Equal" at both sizes: a few blocks that happen to be alive at once are no growth.
EQUAL_WITHIN_MIB = 4
_REPEATS = 3
_MOST_NAIVELY = 100_000
_SEED = 20_200
_CHUNK = 256 * 1024

Seconds = dict[str, float]


def measure(size: int, say: Callable[[str], None]) -> list[Figure]:
    """Times and memory of both formats, for `size` iTwins and for a tenth of them."""
    random = Random(_SEED)  # noqa: S311 -- repeatable on purpose
    sizes = size // 10, size
    say(f"Loading Accounts of {sizes[0]:,} and {size:,} iTwins ...")
    places = load_accounts(list(sizes), random, with_members=False)
    exports = {
        number: {kind: _export(place, FORMATS[kind]) for kind in FORMATS}
        for number, place in places.items()
    }
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="bench-", dir=settings.DATA_DIR) as folder:
        race = partial(_race, folder=Path(folder), say=say, random=random)
        if connection.vendor == "postgresql":
            figures += _against_floor(race((CSV, JSON, FLOOR), exports[size], size), size)
        # A million rows keep plain Django busy for minutes, and tell nothing new.
        few = size if size <= _MOST_NAIVELY else sizes[0]
        names = (CSV, JSON, NAIVE_CSV, NAIVE_JSON)
        figures += _against_naive(race(names, exports[few], few), few)
    say("Measuring memory ...")
    memory = {
        (kind, number): [_memory(exports[number][kind]) for _ in range(_REPEATS)]
        for number in sizes
        for kind in FORMATS
    }
    for kind in FORMATS:
        figures += _of_memory(kind, size, *(memory[kind, number] for number in sizes))
    return figures


def _export(place: SizedAccount, output_format: ExportFormat) -> Export:
    return Export.objects.create(
        output_format=output_format,
        query_scope=QueryScope.ORGANIZATION_ADMIN,
        select=",".join(ALL),
        include_inactive=True,
        account_ids=[str(place.account.pk)],
        created_by=place.administrator,
        client_id="bench",
        created_at=datetime.now(UTC),
        status=ExportStatus.COMPLETED,  # one person has only one that is not over
    )


def _rounds(size: int) -> int:
    return max(1, min(3, 100_000 // size))


def _race(
    names: Sequence[str],
    exports: dict[str, Export],
    size: int,
    *,
    folder: Path,
    say: Callable[[str], None],
    random: Random,
) -> list[Seconds]:
    """Lets these write in turns, once it is certain that they write the same."""
    writers = {name: partial(WRITERS[name], exports, folder / name) for name in names}
    say(f"Comparing what is written of {size:,} iTwins ...")
    for write in writers.values():
        write()
    _refuse_differences(names, folder)
    repeats = []
    for repeat in range(1, _REPEATS + 1):
        say(f"Measuring, {repeat} of {_REPEATS} ...")
        repeats.append(_in_turns(writers, rounds=_rounds(size), random=random))
        _show(repeats[-1], size)
    return repeats


def _write(kind: str, exports: dict[str, Export], file: Path) -> None:
    with file.open("wb") as opened:
        write_export(exports[kind], opened)


def _write_naively(kind: str, exports: dict[str, Export], file: Path) -> None:
    write = exports_naively.write_csv if kind == CSV else exports_naively.write_json
    write(exports[kind], file)


def _copy_by_psql(exports: dict[str, Export], file: Path) -> None:
    """Packs with the command where there is one, else here: a Python would take long to start."""
    statement = copying(exported_itwins(exports[CSV]).values_list(*map(written, ALL)))
    psql = ["psql", os.environ["DATABASE_URL"], "--no-psqlrc", "--quiet", "--command", statement]
    environment = os.environ | {"PGOPTIONS": "-c jit=off"}
    with (
        file.open("wb") as packed,
        subprocess.Popen(psql, stdout=subprocess.PIPE, env=environment) as copy,  # noqa: S603
    ):
        if shutil.which("igzip"):
            subprocess.run(["igzip", "-1", "-c"], stdin=copy.stdout, stdout=packed, check=True)  # noqa: S607
        elif copy.stdout is not None:
            with igzip.GzipFile("", "wb", 1, packed) as content:
                shutil.copyfileobj(copy.stdout, content, _CHUNK)
    if copy.returncode:
        raise SystemExit("psql could not copy the iTwins. Next: read its lines above.")


WRITERS: dict[str, Callable[[dict[str, Export], Path], None]] = {
    CSV: partial(_write, CSV),
    JSON: partial(_write, JSON),
    FLOOR: _copy_by_psql,
    NAIVE_CSV: partial(_write_naively, CSV),
    NAIVE_JSON: partial(_write_naively, JSON),
}


def _in_turns(writers: Mapping[str, Callable[[], None]], *, rounds: int, random: Random) -> Seconds:
    taken: dict[str, list[float]] = {name: [] for name in writers}
    for _ in range(rounds):
        order = list(writers)
        random.shuffle(order)
        for name in order:
            start = time.perf_counter()
            writers[name]()
            taken[name].append(time.perf_counter() - start)
    return {name: median(seconds) for name, seconds in taken.items()}


def _memory(export: Export) -> float:
    command = [sys.executable, "-m", "benchmarks.exports_memory", str(export.pk)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)  # noqa: S603


# --- What was measured -------------------------------------------------------------------------


def _against_floor(repeats: list[Seconds], size: int) -> Iterator[Figure]:
    for kind, (goal, floors, _part) in GOALS.items():
        ratios = tuple(seconds[kind] / seconds[FLOOR] for seconds in repeats)
        yield Figure(goal, f"{kind} of {size:,}: time", FLOOR, floors, ratios)


def _against_naive(repeats: list[Seconds], size: int) -> Iterator[Figure]:
    for kind, naive in ((CSV, NAIVE_CSV), (JSON, NAIVE_JSON)):
        ratios = tuple(seconds[kind] / seconds[naive] for seconds in repeats)
        if connection.vendor == "postgresql":
            yield Figure("G17", f"{kind} of {size:,}: time", naive, GOALS[kind][2], ratios)


def _of_memory(kind: str, size: int, few: list[float], many: list[float]) -> Iterator[Figure]:
    goal, what = GOALS[kind][0], f"{kind} of {size:,}: MiB more"
    growth = tuple(after - before for before, after in zip(few, many, strict=True))
    yield Figure(goal, what, "an idle worker", MOST_MIB, tuple(many))
    yield Figure(goal, what, f"with {size // 10:,}", EQUAL_WITHIN_MIB, growth)


def _show(seconds: Seconds, size: int) -> None:
    rows = [(f"{size:,} iTwins", "seconds")]
    rows += [(name, f"{taken:.2f}") for name, taken in sorted(seconds.items(), key=lambda x: x[1])]
    print_table(rows)


# --- All of them write the same ----------------------------------------------------------------


def _refuse_differences(names: Sequence[str], folder: Path) -> None:
    for ours, theirs, read in (
        (CSV, FLOOR, _lines),
        (CSV, NAIVE_CSV, _records),
        (JSON, NAIVE_JSON, _objects),
    ):
        if theirs not in names:
            continue
        for one, other in zip_longest(read(folder / ours), read(folder / theirs)):
            if one != other:
                raise SystemExit(f"{ours} and {theirs} differ: {one!r} and {other!r}")


def _lines(file: Path) -> Iterator[bytes]:
    """Without the header, which COPY is not asked for."""
    with gzip.open(file, "rb") as lines:
        for line in lines:
            if not line.startswith(b"id,class,"):
                yield line


def _records(file: Path) -> Iterator[list[str]]:
    """Numbers are written with and without a trailing .0; both mean the same."""
    with gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        for record in reader(text):
            yield [cell.removesuffix(".0") for cell in record]


def _objects(file: Path) -> Iterator[Any]:
    with gzip.open(file, "rb") as lines:
        for line in lines:
            if line not in (b"[\n", b"]\n"):
                yield orjson.loads(line.rstrip(b",\n"))
