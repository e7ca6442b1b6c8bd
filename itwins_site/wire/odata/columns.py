"""What a property of the wire is in a table."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    TEXT = auto()  # free text, stored folded
    WORD = auto()  # a word of an ASCII vocabulary, stored in its canonical spelling
    GUID = auto()
    DATETIME = auto()  # stored to the millisecond
    NUMBER = auto()


@dataclass(frozen=True)
class Column:
    """Where a property is stored; `nullable` if a row may have none, `words` if the vocabulary is closed."""

    path: str
    kind: Kind
    fold: Callable[[str], str] | None = None
    nullable: bool = False
    words: tuple[str, ...] = ()
