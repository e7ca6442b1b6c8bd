"""The hierarchy as one person sees it: heads, branches, paths and what a filter finds.

Nothing here names or counts an iTwin outside `seen`, the iTwins that the person may see. A child
whose parent is not among them hangs under its Account, marked as adrift.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    UUIDField,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from accounts.models import AccountOwnership, User
from twins.choices import Status, SubClass
from twins.models import HierarchyNode, ITwin
from twins.models.itwin import ITwinQuerySet

PART = 100
MOST_MATCHES = 200


@dataclass
class Node:
    """An iTwin in the tree, with its place among its siblings."""

    itwin: ITwin
    position: int
    size: int
    is_adrift: bool = False
    children_count: int = 0


@dataclass
class Branch:
    """One part of the children of a node: those after the first `after`."""

    nodes: list[Node] = field(default_factory=list)
    total: int = 0
    after: int = 0

    @property
    def shown(self) -> int:
        return self.after + len(self.nodes)


@dataclass(frozen=True)
class Head:
    """An Account at the top of the tree; its name only if the person may see it."""

    account: ITwin
    is_own: bool
    is_named: bool
    has_children: bool


@dataclass(frozen=True)
class Step:
    """One step of a path; hidden where there is something that may not be named."""

    id: UUID | None
    name: str

    @property
    def is_hidden(self) -> bool:
        return self.id is None


@dataclass(frozen=True)
class Line:
    path: list[Step]
    opened: list[UUID]


@dataclass(frozen=True)
class Found:
    """What a filter found: the branches that lead to it, and how much it is."""

    branches: dict[UUID, Branch]
    accounts: set[UUID]
    matches: int
    is_cut_off: bool


HIDDEN = Step(None, "")


def heads(person: User, seen: ITwinQuerySet, *, with_inactive: bool) -> list[Head]:
    """The Accounts that hold something the person sees, and those of their organization."""
    own = Q(user=person)
    if person.organization_id is not None:
        own |= Q(organization=person.organization_id)
    shown = _shown(seen, with_inactive=with_inactive)
    accounts = (
        ITwin.objects.live()
        .accounts()
        .annotate(
            is_own=Exists(AccountOwnership.objects.filter(own, account=OuterRef("pk"))),
            is_named=Exists(seen.filter(pk=OuterRef("pk"))),
            has_children=Exists(shown.filter(account=OuterRef("pk"))),
        )
        .filter(Q(is_named=True) | Q(has_children=True))
        .order_by("-is_own", "-ownership__is_primary", "display_name_folded", "id")
    )
    return [
        Head(account, account.is_own, account.is_named, account.has_children)
        for account in accounts
    ]


def branches(
    parents: Collection[UUID], seen: ITwinQuerySet, *, with_inactive: bool, after: int = 0
) -> dict[UUID, Branch]:
    """The children of each of these nodes and Accounts, a part of 100 at a time.

    `parents` are Accounts, or nodes that the person sees: see `nodes_among`.
    """
    if not parents:
        return {}
    shown = _shown(seen, with_inactive=with_inactive)
    rows = list(
        shown.filter(Q(parent__in=parents) | _is_adrift(parents, seen))
        .annotate(
            hangs_under=Case(
                When(parent__in=parents, then=F("parent_id")),
                default=F("account_id"),
                output_field=UUIDField(),
            ),
            position=Window(
                RowNumber(),
                partition_by=F("hangs_under"),
                order_by=[F("display_name_folded").asc(), F("id").asc()],
            ),
            size=Window(Count("*"), partition_by=F("hangs_under")),
        )
        .filter(position__gt=after, position__lte=after + PART)
        .order_by("position")
    )
    counts = children_counts([row.pk for row in rows], seen, with_inactive=with_inactive)
    found: dict[UUID, Branch] = defaultdict(lambda: Branch(after=after))
    for row in rows:
        branch = found[row.hangs_under]
        branch.total = row.size
        is_adrift = row.hangs_under != row.parent_id
        branch.nodes.append(Node(row, row.position, row.size, is_adrift, counts.get(row.pk, 0)))
    return dict(found)


def nodes_among(ids: Collection[UUID], seen: ITwinQuerySet) -> set[UUID]:
    """Those of the ids that the person sees: a remembered branch may be out of sight by now."""
    return set(seen.filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def children_counts(
    parents: Collection[UUID], seen: ITwinQuerySet, *, with_inactive: bool
) -> dict[UUID, int]:
    """How many children of each the person sees."""
    if not parents:
        return {}
    rows = _shown(seen, with_inactive=with_inactive).filter(parent__in=parents).order_by()
    return dict(rows.values_list("parent").annotate(Count("pk")))


def matches(text: str, seen: ITwinQuerySet, *, with_inactive: bool) -> Found:
    """The iTwins with a text in name or number, below the branches that lead to them."""
    shown = _shown(seen, with_inactive=with_inactive)
    hits = list(shown.matching(text).order_by("display_name_folded", "id")[: MOST_MATCHES + 1])
    is_cut_off = len(hits) > MOST_MATCHES
    hits = hits[:MOST_MATCHES]
    lines = {itwin.pk: itwin for itwin in _with_ancestors([hit.pk for hit in hits])}
    visible = set(
        seen.filter(pk__in=lines).exclude(sub_class=SubClass.ACCOUNT).values_list("pk", flat=True)
    )
    wanted: dict[UUID, ITwin] = {}
    for hit in hits:
        wanted |= {itwin.pk: itwin for itwin in _visible_line(hit, lines, visible)}
    return Found(
        branches=_hang(wanted.values(), visible),
        accounts={itwin.account_id for itwin in wanted.values()},
        matches=len(hits),
        is_cut_off=is_cut_off,
    )


def line_to(itwin: ITwin, seen: ITwinQuerySet) -> Line:
    """What lies above an iTwin, as its path and as the nodes to open so that it shows."""
    lines = {step.pk: step for step in _with_ancestors([itwin.pk])}
    visible = set(seen.filter(pk__in=lines).values_list("pk", flat=True))
    above = [step.pk for step in _visible_line(itwin, lines, visible)[1:]]
    opened = [itwin.account_id, *reversed([pk for pk in above if pk != itwin.account_id])]
    return Line(_path(itwin, lines, visible), opened)


def _path(itwin: ITwin, lines: dict[UUID, ITwin], visible: set[UUID]) -> list[Step]:
    """From the Account down to the parent; however much is not seen becomes one hidden step."""
    steps: list[Step] = []
    above = _above(itwin, lines)
    while above is not None:
        if above.pk in visible:
            steps.insert(0, Step(above.pk, above.display_name))
        elif not steps or not steps[0].is_hidden:
            steps.insert(0, HIDDEN)
        above = _above(above, lines)
    return steps


def _shown(seen: ITwinQuerySet, *, with_inactive: bool) -> ITwinQuerySet:
    """Inactive ones stay out unless asked for, or the active ones below them would vanish."""
    shown = seen.exclude(sub_class=SubClass.ACCOUNT)
    if with_inactive:
        return shown
    below = HierarchyNode.objects.filter(
        tree_id=OuterRef("node__tree_id"),
        lft__gt=OuterRef("node__lft"),
        lft__lt=OuterRef("node__rght"),
        itwin__in=seen.exclude(status=Status.INACTIVE).values("pk"),
    ).order_by()
    return shown.filter(~Q(status=Status.INACTIVE) | Exists(below))


def _is_adrift(accounts: Collection[UUID], seen: ITwinQuerySet) -> Q:
    """Below one of these Accounts, but with a parent out of sight."""
    parent_is_seen = Q(Exists(seen.filter(pk=OuterRef("parent_id"))))
    return Q(account__in=accounts) & ~Q(parent=F("account")) & ~parent_is_seen


def _with_ancestors(ids: Collection[UUID]) -> list[ITwin]:
    """These iTwins and everything above them, found from below.

    mptt's own get_ancestors reads by tree bounds, which costs ten times as much in a large tree.
    """
    if not ids:
        return []
    places = ", ".join(["%s"] * len(ids))
    sql = f"""
        WITH RECURSIVE line (id, parent_id) AS (
            SELECT id, parent_id FROM twins_itwin WHERE id IN ({places})
            UNION
            SELECT above.id, above.parent_id
            FROM twins_itwin above JOIN line ON above.id = line.parent_id
        )
        SELECT itwin.* FROM twins_itwin itwin JOIN line ON line.id = itwin.id
    """  # noqa: S608 -- only placeholders are added
    as_stored = ITwin.id.field.get_db_prep_value
    return list(ITwin.objects.raw(sql, [as_stored(pk, connection) for pk in ids]))


def _visible_line(itwin: ITwin, lines: dict[UUID, ITwin], visible: set[UUID]) -> list[ITwin]:
    """From an iTwin up, as far as every step may be seen."""
    line = [itwin]
    while (above := line[-1].parent_id) in visible and above in lines:
        line.append(lines[above])
    return line


def _hang(itwins: Iterable[ITwin], visible: set[UUID]) -> dict[UUID, Branch]:
    found: dict[UUID, Branch] = defaultdict(Branch)
    for itwin in sorted(itwins, key=_by_name):
        top_level = itwin.parent_id == itwin.account_id
        is_adrift = not top_level and itwin.parent_id not in visible
        branch = found[itwin.account_id if is_adrift else itwin.parent_id or itwin.account_id]
        branch.nodes.append(Node(itwin, len(branch.nodes) + 1, 0, is_adrift))
    for branch in found.values():
        branch.total = len(branch.nodes)
        for node in branch.nodes:
            node.size = branch.total
            node.children_count = len(found[node.itwin.pk].nodes) if node.itwin.pk in found else 0
    return dict(found)


def _above(itwin: ITwin, lines: dict[UUID, ITwin]) -> ITwin | None:
    return lines.get(itwin.parent_id) if itwin.parent_id else None


def _by_name(itwin: ITwin) -> Any:
    return itwin.display_name_folded, itwin.pk
