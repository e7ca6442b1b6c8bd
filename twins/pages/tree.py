"""The tree as its template shows it: every row with its level, its words and its addresses."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from twins.choices import Status
from twins.queries.hierarchy import PART, Branch, Head, Node


@dataclass
class TreeRow:
    """One row: an iTwin or an Account, with what hangs below it if that is open."""

    id: UUID
    name: str
    number: str
    sub_class: str
    status: str
    level: int
    position: int
    size: int
    query: str
    branch_address: str
    children_count: int = 0
    has_children: bool = False
    is_open: bool = False
    is_named: bool = True
    is_adrift: bool = False
    is_greyed: bool = False
    shows_number: bool = False
    branch: "TreePart | None" = None

    @property
    def spoken(self) -> str:
        """What a screen reader says; the marks and counts beside it are for the eye."""
        words = [self.name, self.sub_class]
        if self.number != self.name:
            words.append(self.number)
        if self.status != Status.ACTIVE:
            words.append(self.status)
        if self.is_adrift:
            words.append("parent not visible to you")
        return ", ".join(word for word in words if word)


@dataclass
class TreePart:
    """The rows of one branch and the link to the next of them."""

    nodes: list[TreeRow]
    level: int
    total: int = 0
    more_address: str = ""
    next_size: int = 0
    empty_words: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.nodes


@dataclass
class Drawing:
    """How rows are drawn: what is open, what is filtered, what every address carries along."""

    branches: dict[UUID, Branch]
    opened: set[UUID]
    with_inactive: bool = False
    text: str = ""
    kept: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.with_inactive:
            self.kept = {"inactive": "show"}

    def head(self, head: Head, *, level: int, position: int, size: int) -> TreeRow:
        """The row of an Account."""
        account = head.account
        name = account.display_name if head.is_named else "Account not visible to you"
        row = TreeRow(
            id=account.pk,
            name=name,
            number=name,
            sub_class=account.sub_class,
            status=account.status,
            level=level,
            position=position,
            size=size,
            query=self.query(node=account.pk) if head.is_named else self.query(),
            branch_address=self.branch_address(account.pk),
            has_children=head.has_children or not self.text,
            is_named=head.is_named,
        )
        self.open(row, empty_words=f"No iTwins under {name} yet." if head.is_named else "")
        return row

    def part(self, parent: UUID, *, level: int, empty_words: str = "") -> TreePart:
        """The loaded rows below a node or an Account."""
        branch = self.branches.get(parent, Branch())
        part = TreePart(
            nodes=[self.row(node, level=level) for node in branch.nodes],
            level=level,
            total=branch.total,
            empty_words=empty_words or "No children you can see.",
        )
        if branch.shown < branch.total:
            part.more_address = self.branch_address(parent, after=branch.shown)
            part.next_size = min(PART, branch.total - branch.shown)
        return part

    def row(self, node: Node, *, level: int) -> TreeRow:
        itwin = node.itwin
        row = TreeRow(
            id=itwin.pk,
            name=itwin.display_name,
            number=itwin.number,
            sub_class=itwin.sub_class,
            status=itwin.status,
            level=level,
            position=node.position,
            size=node.size,
            query=self.query(node=itwin.pk),
            branch_address=self.branch_address(itwin.pk),
            children_count=node.children_count,
            has_children=node.children_count > 0,
            is_adrift=node.is_adrift,
            is_greyed=itwin.status == Status.INACTIVE,
            shows_number=self.shows_number(itwin.number),
        )
        self.open(row)
        return row

    def open(self, row: TreeRow, *, empty_words: str = "") -> None:
        if row.has_children and row.id in self.opened:
            row.is_open = True
            row.branch = self.part(row.id, level=row.level + 1, empty_words=empty_words)

    def shows_number(self, number: str) -> bool:
        return bool(self.text) and self.text.casefold() in number.casefold()

    def query(self, **more: Any) -> str:
        return urlencode(more | self.kept)

    def branch_address(self, parent: UUID, **more: Any) -> str:
        address = reverse("twins:branch", args=[parent])
        query = self.query(**more)
        return f"{address}?{query}" if query else address
