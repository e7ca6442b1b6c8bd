"""One page of a list as templates show it: rows, columns, counts and the addresses around them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from accounts.queries.query_scope import visible_to
from twins.models import Favorite, ITwin
from twins.pages.list_options import SIZES, ListOptions

COUNTED_UP_TO = 10_000


@dataclass(frozen=True)
class Count:
    """A number of rows, exact up to ten thousand: nobody waits for more."""

    number: int

    @property
    def words(self) -> str:
        if self.number > COUNTED_UP_TO:
            return f"{COUNTED_UP_TO:,}+"
        return f"{self.number:,}"


def count(rows: QuerySet) -> Count:
    return Count(rows.order_by()[: COUNTED_UP_TO + 1].count())


@dataclass(frozen=True)
class Column:
    word: str
    sorts: str = ""
    direction: str = ""
    address: str = ""

    @property
    def is_extra(self) -> bool:
        """Whether the column may give way where there is little room."""
        return self.word in {"Type", "Parent"}


COLUMNS = (
    ("Name", "name"),
    ("Number", "number"),
    ("Subclass", "subClass"),
    ("Type", "type"),
    ("Status", "status"),
    ("Parent", ""),
    ("Modified", "modified"),
)


@dataclass(frozen=True)
class Listing:
    options: ListOptions
    rows: list[ITwin]
    count: Count
    columns: list[Column] = field(default_factory=list)

    @property
    def page(self) -> int:
        return self.options.page

    @property
    def last_page(self) -> int:
        return max(1, -(-self.count.number // self.options.size))

    @property
    def showing(self) -> str:
        if not self.rows:
            return "No iTwins"
        first = (self.page - 1) * self.options.size + 1
        return f"Showing {first:,}-{first + len(self.rows) - 1:,} of {self.count.words}"

    @property
    def found(self) -> str:
        noun = "iTwin" if self.count.number == 1 else "iTwins"
        return f"{self.count.words} {noun} found"

    @property
    def pages(self) -> list[dict[str, Any]]:
        return [
            {"number": number, "address": self.options.address(page=number) if number else ""}
            for number in numbered(self.page, self.last_page)
        ]

    @property
    def sizes(self) -> list[dict[str, Any]]:
        return [{"number": size, "address": self.options.address(size=size)} for size in SIZES]

    @property
    def previous_address(self) -> str:
        return self.options.address(page=self.page - 1) if self.page > 1 else ""

    @property
    def next_address(self) -> str:
        has_next = self.page < self.last_page
        return self.options.address(page=self.page + 1) if has_next else ""

    @property
    def next_size(self) -> int:
        return min(self.options.size, self.count.number - self.page * self.options.size)

    @property
    def first_address(self) -> str:
        return self.options.address()

    @property
    def clear_address(self) -> str:
        return self.options.address(search="", sub_classes=(), statuses=(), account=None)


def list_itwins(
    itwins: QuerySet[ITwin],
    options: ListOptions,
    *,
    person: User,
    order: tuple[Any, ...] | None = None,
    columns: Iterable[tuple[str, str]] = COLUMNS,
) -> Listing:
    """Finds the keys of one page first and reads only those rows whole."""
    start = (options.page - 1) * options.size
    ordered = itwins.order_by(*(order or options.order()))
    keys = list(ordered.values_list("pk", flat=True)[start : start + options.size])
    return Listing(
        options=options,
        rows=rows_of(keys, person=person),
        count=count(itwins),
        columns=[sortable(word, name, options) for word, name in columns],
    )


def rows_of(keys: list[Any], *, person: User) -> list[ITwin]:
    """The iTwins with these keys, in that order, and what their person sees beside them."""
    found = with_what_is_shown(ITwin.objects.filter(pk__in=keys), person=person).in_bulk()
    return [found[key] for key in keys if key in found]


def with_what_is_shown(itwins: QuerySet[ITwin], *, person: User) -> QuerySet[Any]:
    """Adds its picture, whether it is starred, and whether its parent's name may be told."""
    return itwins.select_related("parent", "picture").annotate(
        is_favorite=Exists(Favorite.objects.filter(user=person, itwin=OuterRef("pk"))),
        shows_parent=Exists(visible_to(person).filter(pk=OuterRef("parent_id"))),
    )


def sortable(word: str, name: str, options: ListOptions) -> Column:
    """A column head whose link leads to ascending, descending and then the usual order."""
    if not name:
        return Column(word)
    if options.sorted_by != name:
        return Column(word, name, "", options.address(sort=name))
    if options.is_descending:
        return Column(word, name, "descending", options.address(sort=""))
    return Column(word, name, "ascending", options.address(sort=f"-{name}"))


def numbered(page: int, last: int) -> list[int | None]:
    """The page numbers worth a link; None stands for a gap."""
    wanted = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    numbers: list[int | None] = []
    for number in wanted:
        if numbers and numbers[-1] is not None and number - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(number)
    return numbers
