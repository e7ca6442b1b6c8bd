"""The hierarchy page: a tree, the panel of the chosen iTwin, and branches as they open."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import itwin_for
from accounts.queries.query_scope import visible_to
from twins.choices import Status
from twins.models import ITwin
from twins.pages import open_branches
from twins.pages.list_options import number_in, text_in
from twins.pages.listing import Count, count, with_what_is_shown
from twins.pages.pieces import page, target_of
from twins.pages.signed_in import PersonsRequest, signed_in
from twins.pages.tree import Drawing, TreeRow
from twins.pages.who_can_help import who_can_help
from twins.queries import hierarchy as asked

FARTHEST = 1_000_000


@dataclass
class Tree:
    accounts: list[ITwin]
    own: list[TreeRow]
    shared: list[TreeRow]
    text: str
    found: str
    with_inactive: bool
    inactive: Count
    shared_is_open: bool

    @property
    def size(self) -> int:
        return len(self.own) + bool(self.shared)

    @property
    def is_empty(self) -> bool:
        return not self.size

    @property
    def inactive_address(self) -> str:
        address = reverse("twins:hierarchy")
        return address if self.with_inactive else f"{address}?inactive=show"


@signed_in
@require_safe
def hierarchy(request: PersonsRequest) -> HttpResponse:
    chosen = _chosen(request)
    if target_of(request) == "tree-panel":
        return page(request, "", _panel_of(request, chosen), piece="twins/_panel.html")
    panel = _panel_of(request, chosen)
    tree = _tree_of(request, chosen, panel.get("opened", []))
    context = panel | {"tree": tree, "accounts": tree.accounts}
    if tree.is_empty:
        context["who_can_help"] = who_can_help(request.user)
    return page(request, "twins/hierarchy.html", context, piece="twins/_tree_piece.html")


@signed_in
@require_safe
def branch(request: PersonsRequest, itwin_id: UUID) -> HttpResponse:
    """A hundred children of a node: rows for the tree, or a page of their own without scripts."""
    seen = visible_to(request.user)
    parent = _head_or_itwin(request, itwin_id)
    with_inactive = _with_inactive(request)
    after = (
        number_in(request.GET.get("after", ""), at_most=FARTHEST) if "after" in request.GET else 0
    )
    opened = open_branches.open_branches(request, at_first=[])
    found = asked.branches([parent.pk], seen, with_inactive=with_inactive, after=after)
    shown = [node.itwin.pk for each in found.values() for node in each.nodes]
    below = asked.branches([pk for pk in shown if pk in opened], seen, with_inactive=with_inactive)
    drawing = Drawing(found | below, set(below), with_inactive=with_inactive)
    part = drawing.part(parent.pk, level=_level_below(request, parent, seen))
    context = {"branch": part, "parent_name": _name_of(parent, seen), "tree": {"text": ""}}
    return page(request, "twins/hierarchy_branch.html", context, piece="twins/_branch.html")


@signed_in
@require_POST
def open_node(request: PersonsRequest, itwin_id: UUID) -> HttpResponse:
    return _remember(request, str(itwin_id))


@signed_in
@require_POST
def open_shared(request: PersonsRequest) -> HttpResponse:
    return _remember(request, open_branches.SHARED)


def _remember(request: PersonsRequest, name: str) -> HttpResponse:
    heads = asked.heads(request.user, visible_to(request.user), with_inactive=True)
    open_branches.remember(
        request, name, is_open=request.POST.get("open") == "true", at_first=_open_at_first(heads)
    )
    return HttpResponse(status=204)


def _tree_of(request: PersonsRequest, chosen: ITwin | None, above: list[UUID]) -> Tree:
    seen, text = visible_to(request.user), text_in(request.GET.get("filter", ""))
    # Who asks to see an inactive iTwin in the tree must find it there.
    with_inactive = _with_inactive(request) or (
        chosen is not None and chosen.status == Status.INACTIVE
    )
    heads = asked.heads(request.user, seen, with_inactive=with_inactive)
    accounts = [head.account for head in heads if head.is_named]
    if text:
        found = asked.matches(text, seen, with_inactive=with_inactive)
        heads = [head for head in heads if head.account.pk in found.accounts]
        drawing = Drawing(found.branches, set(found.branches), with_inactive, text)
    else:
        opened = _opened(request, heads, above)
        loaded = asked.branches(opened, seen, with_inactive=with_inactive)
        drawing = Drawing(loaded, opened, with_inactive)
    own = [head for head in heads if head.is_own]
    shared = [head for head in heads if not head.is_own]
    is_below_shared = any(head.account.pk in above for head in shared)
    size = len(own) + bool(shared)
    return Tree(
        accounts=accounts,
        own=_rows(drawing, own, level=1, size=size),
        shared=_rows(drawing, shared, level=2, size=len(shared)),
        text=text,
        found=_found_words(found) if text else "",
        with_inactive=with_inactive,
        inactive=Count(0) if with_inactive else count(seen.filter(status=Status.INACTIVE)),
        shared_is_open=bool(text)
        or is_below_shared
        or open_branches.shared_is_open(request, at_first=not own),
    )


def _opened(request: PersonsRequest, heads: list[asked.Head], above: list[UUID]) -> set[UUID]:
    """What the person has open, and what must be for the chosen iTwin to show."""
    opened = open_branches.open_branches(request, at_first=_open_at_first(heads)) | {*above}
    accounts = {head.account.pk for head in heads}
    nodes = asked.nodes_among(opened - accounts, visible_to(request.user))
    return (opened & accounts) | nodes


def _rows(drawing: Drawing, heads: list[asked.Head], *, level: int, size: int) -> list[TreeRow]:
    return [
        drawing.head(head, level=level, position=place, size=size)
        for place, head in enumerate(heads, start=1)
    ]


def _open_at_first(heads: list[asked.Head]) -> list[UUID]:
    """The first level of one's own Accounts; of others' only where there are no own ones."""
    own = [head.account.pk for head in heads if head.is_own]
    return own or [head.account.pk for head in heads]


def _found_words(found: asked.Found) -> str:
    matches = f"{found.matches:,}{'+' if found.is_cut_off else ''}"
    return (
        f"{matches} {'match' if found.matches == 1 else 'matches'}"
        f" in {len(found.branches):,} {'branch' if len(found.branches) == 1 else 'branches'}"
    )


def _panel_of(request: PersonsRequest, chosen: ITwin | None) -> dict[str, Any]:
    query = "?inactive=show" if _with_inactive(request) else ""
    address = {"tree_address": reverse("twins:hierarchy") + query, "chosen": chosen}
    if chosen is None:
        return address
    seen = visible_to(request.user)
    counted = asked.children_counts([chosen.pk], seen, with_inactive=True)
    number = counted.get(chosen.pk, 0)
    line = asked.line_to(chosen, seen)
    return address | {
        "path": line.path,
        "opened": [*line.opened, chosen.pk],
        "children_words": f"{number:,} {'child' if number == 1 else 'children'} you can see",
    }


def _chosen(request: PersonsRequest) -> ITwin | None:
    node = request.GET.get("node", "")
    if not node:
        return None
    itwin = itwin_for(request.user, node)
    return with_what_is_shown(ITwin.objects.filter(pk=itwin.pk), person=request.user).get()


def _head_or_itwin(request: PersonsRequest, itwin_id: UUID) -> ITwin:
    """What may be opened: what is seen, and an unnamed Account above something seen."""
    account = ITwin.objects.live().accounts().filter(pk=itwin_id).first()
    if account is not None and visible_to(request.user).filter(account=account).exists():
        return account
    return itwin_for(request.user, itwin_id)


def _level_below(request: PersonsRequest, parent: ITwin, seen: Any) -> int:
    heads = asked.heads(request.user, seen, with_inactive=True)
    top = 1 if any(head.is_own and head.account.pk == parent.account_id for head in heads) else 2
    if parent.is_account:
        return top + 1
    return top + 1 + len(asked.line_to(parent, seen).opened)


def _name_of(parent: ITwin, seen: Any) -> str:
    return parent.display_name if seen.filter(pk=parent.pk).exists() else "an Account"


def _with_inactive(request: PersonsRequest) -> bool:
    return request.GET.get("inactive") == "show"
