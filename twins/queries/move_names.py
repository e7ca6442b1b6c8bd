"""Numbers and names that two iTwins of an Account would have after a move, and who gives way."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from twins.folding import fold_key
from twins.queries.move_snapshot import AccountRow, ITwinRow, MoveSnapshot
from twins.queries.transfer_findings import Decisions, Finding, Level

_LONGEST = 255
_SUGGESTIONS = 5
_OF_INNER = ("rename", "rename-existing")
_OF_ROOT = (*_OF_INNER, "leave")


@dataclass(frozen=True)
class Word:
    """One of the two texts that are unique per Account and subClass."""

    code: str
    column: str
    unique_column: str
    called: str

    def text(self, row: ITwinRow) -> str:
        return getattr(row, self.column)

    def key(self, row: ITwinRow) -> str | None:
        """What must differ; None where a name need not be unique."""
        return getattr(row, self.unique_column)

    def columns(self, text: str) -> dict[str, str]:
        """The columns of an iTwin that has this text."""
        folded = fold_key(text)
        folded_column = f"{self.column}_folded"
        return {self.column: text, folded_column: folded, self.unique_column: folded}


WORDS = (
    Word("NUMBER_CLASH", "number", "number_folded", "number"),
    Word("NAME_CLASH", "display_name", "unique_display_name", "name"),
)


@dataclass(frozen=True)
class Clash:
    """An iTwin that moves in, and one that has its number or name already, or would."""

    word: Word
    moved: ITwinRow
    other: ITwinRow


@dataclass
class NameOutcome:
    findings: list[Finding] = field(default_factory=list)
    renamed: dict[UUID, dict[str, str]] = field(default_factory=dict)
    left_out: set[UUID] = field(default_factory=set)


def clashes(itwins: Mapping[UUID, ITwinRow], taken: Collection[ITwinRow]) -> Iterator[Clash]:
    """Those with iTwins of the target Account, and those among the moved themselves."""
    for word in WORDS:
        first: dict[tuple[str, str], ITwinRow] = {}
        for row in taken:
            if (key := word.key(row)) is not None:
                first[row.sub_class, key] = row
        for row in sorted(itwins.values(), key=lambda each: str(each.id)):
            key = word.key(row)
            if key is None or row.deleted_at is not None:
                continue
            other = first.setdefault((row.sub_class, key), row)
            if other is not row:
                yield Clash(word, row, other)


def suggestions(
    clash: Clash, accounts: Mapping[UUID, AccountRow]
) -> Iterator[tuple[ITwinRow, str]]:
    """What either of the two could be called instead, the best first."""
    for row in (clash.moved, clash.other):
        suffix = _short(accounts[row.account_id].display_name)
        base = clash.word.text(row)[: _LONGEST - len(suffix) - 3]
        yield row, f"{base}-{suffix}"
        yield from ((row, f"{base}-{suffix}-{number}") for number in range(2, _SUGGESTIONS))


def settle_names(snapshot: MoveSnapshot, decisions: Decisions) -> NameOutcome:
    """Asks, for every clash, who gives way; and follows what was decided."""
    outcome = NameOutcome()
    given: dict[tuple[str, str], set[str]] = defaultdict(set)
    for clash in clashes(snapshot.itwins, snapshot.taken):
        is_root = clash.moved.id in snapshot.roots
        choices = _OF_ROOT if is_root else _OF_INNER
        choice = decisions.on(clash.word.code, str(clash.moved.id), choices=choices)
        word, _, text = choice.partition(":")
        row = clash.other if word == "rename-existing" else clash.moved
        new = text or _free(clash, row, snapshot, given)
        if word.startswith("rename") and not _is_free(clash.word, row, new, snapshot, given):
            choice, word = "", ""  # what was typed is taken, too: open again
        outcome.findings.append(_finding(clash, new, choices, choice))
        if word.startswith("rename"):
            given[clash.word.code, row.sub_class].add(fold_key(new))
            outcome.renamed.setdefault(row.id, {}).update(clash.word.columns(new))
        elif word == "leave":
            outcome.left_out.add(clash.moved.id)
    return outcome


def _finding(clash: Clash, new: str, choices: tuple[str, ...], choice: str) -> Finding:
    text = clash.word.text(clash.moved)
    return Finding(
        clash.word.code,
        Level.DECISION,
        f"The {clash.word.called} {text} would be that of two {clash.moved.sub_class}s.",
        subject=str(clash.moved.id),
        choices=choices,
        choice=choice,
        lines=(
            f"moved: {clash.moved.display_name} ({clash.moved.number})",
            f"existing: {clash.other.display_name} ({clash.other.number})",
            f"rename: {text} -> {new}",
        ),
    )


def _free(
    clash: Clash,
    row: ITwinRow,
    snapshot: MoveSnapshot,
    given: Mapping[tuple[str, str], set[str]],
) -> str:
    """The best suggestion that nobody has."""
    offered = [text for each, text in suggestions(clash, snapshot.accounts) if each is row]
    for text in offered:
        if _is_free(clash.word, row, text, snapshot, given):
            return text
    return offered[0]


def _is_free(
    word: Word,
    row: ITwinRow,
    text: str,
    snapshot: MoveSnapshot,
    given: Mapping[tuple[str, str], set[str]],
) -> bool:
    key = fold_key(text)
    return (
        0 < len(text) <= _LONGEST
        and key not in given.get((word.code, row.sub_class), ())
        and (word.code, row.sub_class, key) not in snapshot.reserved
        and all(
            other.sub_class != row.sub_class or word.key(other) != key
            for other in snapshot.itwins.values()
        )
    )


def texts_to_look_up(
    found: Iterable[Clash], accounts: Mapping[UUID, AccountRow], typed: Iterable[str]
) -> dict[Word, set[str]]:
    """Every text that a clash may be settled with: reading finds out which of them are taken."""
    wanted: dict[Word, set[str]] = defaultdict(set)
    words = {text for each in typed if (text := each.partition(":")[2])}
    for clash in found:
        wanted[clash.word] |= {fold_key(text) for _, text in suggestions(clash, accounts)}
        wanted[clash.word] |= {fold_key(text) for text in words}
    return wanted


def _short(name: str) -> str:
    """A few letters that stand for an Account: SOY for Soylent Corp."""
    letters = "".join(letter for letter in name.upper() if letter.isalnum())
    return letters[:3] or "2"
