"""G9: how the cost of a write, and of a breadcrumb, grows with the size of the Account.

All Accounts share one database, so that only their own sizes differ. What is timed is the whole
operation with its audit entry and visibility, in a transaction of its own; the disk's wait at
commit is left out, as it is the same for every size and would hide growth.
"""

from collections.abc import Callable
from functools import partial
from itertools import count
from random import Random

from django.db import connection

from accounts.operations import visibility
from accounts.queries.query_scope import visible_to
from benchmarks.accounts_of_sizes import SizedAccount, load_accounts
from benchmarks.figures import Figure, slope
from benchmarks.report import print_table
from benchmarks.timing import Timing, time_in_turns
from twins.choices import Channel, SubClass
from twins.models import ITwin
from twins.operations.hierarchy import WouldBeItsOwnAncestor
from twins.operations.lifecycle import change_itwin, create_itwin, delete_itwin
from twins.queries.hierarchy import line_to
from twins.queries.hierarchy_findings import findings

SMALL, LARGE = 200, 20_000
RATIO, SLOPE = 1.5, 0.2
_REPEATS = 3
_ROUNDS = 40
_SEED = 20_200

Timings = dict[tuple[str, int], Timing]


class Worker:
    """Does each act to iTwins of one Account, chosen by chance; choosing is not timed."""

    def __init__(self, place: SizedAccount, random: Random) -> None:
        self.place, self.random = place, random
        self.serials = count()

    def create(self) -> Callable[[], object]:
        return self._create_below(self._any())

    def create_at_top(self) -> Callable[[], object]:
        return self._create_below(self.place.account)

    def move(self) -> Callable[[], object]:
        itwin, target = self._any(), self._any()

        def act() -> None:
            try:
                change_itwin(
                    itwin, by=self.place.administrator, through=Channel.API, move_under=target
                )
            except WouldBeItsOwnAncestor:  # rare: two of one tree
                return

        return act

    def delete(self) -> Callable[[], object]:
        itwin = self._any()
        self.place.itwin_ids.remove(itwin.pk)
        return partial(delete_itwin, itwin, by=self.place.administrator, through=Channel.API)

    def breadcrumb(self) -> Callable[[], object]:
        return partial(line_to, self._any(), visible_to(self.place.administrator))

    def _any(self) -> ITwin:
        return ITwin.objects.get(pk=self.random.choice(self.place.itwin_ids))

    def _create_below(self, parent: ITwin) -> Callable[[], object]:
        name = f"New {next(self.serials)}"

        def act() -> None:
            itwin = create_itwin(
                by=self.place.administrator,
                parent=parent,
                sub_class=SubClass.ASSET,
                through=Channel.API,
                number=name,
                display_name=name,
            )
            self.place.itwin_ids.append(itwin.pk)

        return act


ACTS = {
    "create": Worker.create,
    "create at top level": Worker.create_at_top,
    "move": Worker.move,
    "delete": Worker.delete,
    "breadcrumb": Worker.breadcrumb,
}


def measure(size: int, say: Callable[[str], None]) -> list[Figure]:
    """Two figures for each act: the large Account against the small one, and the growth to `size`."""
    random = Random(_SEED)  # noqa: S311 -- repeatable on purpose
    decades = [10**power for power in range(3, len(str(size)))]
    sizes = sorted({SMALL, LARGE, *decades})
    say(f"Loading Accounts of {', '.join(f'{number:,}' for number in sizes)} iTwins ...")
    places = load_accounts(sizes, random)
    _leave_out_the_disk()
    workers = {number: Worker(place, random) for number, place in places.items()}
    acts = {
        (name, number): partial(act, worker)
        for name, act in ACTS.items()
        for number, worker in workers.items()
    }
    repeats = []
    for repeat in range(1, _REPEATS + 1):
        say(f"Measuring, {repeat} of {_REPEATS} ...")
        repeats.append(time_in_turns(acts, rounds=_ROUNDS, random=random))
        _show(repeats[-1], sizes)
    _refuse_damage()
    return [figure for name in ACTS for figure in _figures(name, repeats, decades)]


def _figures(name: str, repeats: list[Timings], decades: list[int]) -> list[Figure]:
    ratios = [timings[name, LARGE].median / timings[name, SMALL].median for timings in repeats]
    slopes = [
        slope((number, timings[name, number].median) for number in decades) for timings in repeats
    ]
    return [
        Figure("G9", f"{name} in {LARGE:,}: ratio", f"in {SMALL:,}", RATIO, tuple(ratios)),
        Figure(
            "G9",
            f"{name} to {decades[-1]:,}: log-log slope",
            f"from {decades[0]:,}",
            SLOPE,
            tuple(slopes),
        ),
    ]


def _show(timings: Timings, sizes: list[int]) -> None:
    rows = [("median ms (quartiles)", *(f"in {number:,}" for number in sizes))]
    rows += [(name, *(_cell(timings[name, number]) for number in sizes)) for name in ACTS]
    print_table(rows)


def _cell(timing: Timing) -> str:
    return f"{timing.median:.1f} ({timing.lower_quartile:.1f}-{timing.upper_quartile:.1f})"


def _leave_out_the_disk() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")


def _refuse_damage() -> None:
    damage = [*findings(), *visibility.check()]
    if damage:
        raise SystemExit(f"The measured writes did damage: {damage[:3]}")
