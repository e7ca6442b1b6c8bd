"""What a check finds, in the codes of docs/transfers.md, and what was decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

MOST_LINES = 50


class Level(StrEnum):
    BLOCKS = "X"
    DECISION = "D"
    WARNING = "W"
    INFORMATION = "I"


@dataclass(frozen=True)
class Finding:
    """One thing that a check found; of a decision, what can be chosen and what is."""

    code: str
    level: Level
    text: str
    count: int = 1
    subject: str = ""  # tells findings of one code apart: the id of a role, of an iTwin
    choices: tuple[str, ...] = ()
    default: str = ""
    choice: str = ""
    lines: tuple[str, ...] = ()  # what it is about, one by one, as far as it fits

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide before anything can be run."""
        return self.level == Level.DECISION and not self.choice

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "code": self.code,
            "level": self.level.value,
            "count": self.count,
            "text": self.text,
        }
        if self.subject:
            told["subject"] = self.subject
        if self.choices:
            told |= {
                "choices": list(self.choices),
                "default": self.default,
                "choice": self.choice,
            }
        if self.lines:
            told["lines"] = list(self.lines[:MOST_LINES])
        return told


@dataclass(frozen=True)
class Decisions:
    """What was decided: for all findings of a code, or for one subject alone."""

    given: Mapping[str, str]
    # Of the transfer: what it adds has other ids than what another one has added.
    salt: str = ""

    def id_for(self, original: UUID, place: UUID) -> UUID:
        """The id of what takes the place of `original` on an Account or iTwin."""
        return uuid5(original, f"{self.salt} on {place}")

    def on(
        self, code: str, subject: str = "", *, choices: tuple[str, ...], default: str = ""
    ) -> str:
        """The word chosen (with what follows it after a colon), else the default."""
        for key in (f"{code}:{subject}", code):
            chosen = self.given.get(key, "")
            if chosen.partition(":")[0] in choices:
                return chosen
        return default
