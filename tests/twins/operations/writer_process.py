"""One of several processes that write at once: `python -m … SCENARIO ACCOUNT SEED COUNT`.

Says "ready", waits for a line so that all begin together, and ends with a line of JSON: what
came of each write. A refusal that the operations promise is an outcome; anything else is fatal.
"""

import copy
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itwins_site.settings")
django.setup()

from accounts.models import Role, User  # noqa: E402 -- after the setup
from accounts.operations.user_members import add_user_member  # noqa: E402
from twins.choices import Channel, SubClass  # noqa: E402
from twins.errors import CannotRestoreITwin, ITwinExists, ITwinNotFound  # noqa: E402
from twins.models import ITwin  # noqa: E402
from twins.operations.hierarchy import HierarchyChanged, WouldBeItsOwnAncestor  # noqa: E402
from twins.operations.lifecycle import (  # noqa: E402
    change_itwin,
    create_itwin,
    delete_itwin,
    restore_itwin,
)

REFUSALS = (
    CannotRestoreITwin,
    HierarchyChanged,
    ITwinExists,
    ITwinNotFound,
    WouldBeItsOwnAncestor,
)


class Writer:
    """Somebody who does one thing after another to the iTwins of one Account."""

    def __init__(self, account_id: str, seed: int) -> None:
        self.account = ITwin.objects.get(pk=account_id)
        self.person = User.objects.order_by("email")[0]
        self.chance = random.Random(seed)  # noqa: S311 -- no secret
        self.seed = seed
        self.remembered: list[ITwin] = []

    def any_itwin(self, *, deleted: bool = False) -> ITwin:
        """As it is now, or as it was read some time ago, by when others have changed it."""
        if self.remembered and self.chance.random() < 0.3:
            return copy.copy(self.chance.choice(self.remembered))
        itwins = ITwin.objects.in_account(self.account).filter(deleted_at__isnull=not deleted)
        ids = list(itwins.order_by("pk").values_list("pk", flat=True))
        if not ids:
            raise ITwinNotFound
        itwin = ITwin.objects.filter(pk=self.chance.choice(ids)).first()
        if itwin is None:
            raise ITwinNotFound
        self.remembered = [copy.copy(itwin), *self.remembered[:19]]
        return itwin

    def names(self) -> dict[str, str]:
        """From a pool so small that writers meet."""
        return {
            "number": f"N-{self.chance.randrange(600)}",
            "display_name": f"Name {self.chance.randrange(600)}",
        }

    def create(self, parent: ITwin, **names: str) -> None:
        create_itwin(
            by=self.person,
            parent=parent,
            sub_class=SubClass.ASSET,
            through=Channel.COMMAND,
            **(names or self.names()),
        )

    def create_leaf(self) -> None:
        self.create(self.any_itwin())

    def create_top_level(self) -> None:
        self.create(self.account)

    def move(self) -> None:
        target = self.account if self.chance.random() < 0.3 else self.any_itwin()
        change_itwin(self.any_itwin(), by=self.person, through=Channel.COMMAND, move_under=target)

    def rename(self) -> None:
        change_itwin(self.any_itwin(), by=self.person, through=Channel.COMMAND, **self.names())

    def move_and_rename(self) -> None:
        change_itwin(
            self.any_itwin(),
            by=self.person,
            through=Channel.COMMAND,
            move_under=self.any_itwin(),
            **self.names(),
        )

    def delete(self) -> None:
        delete_itwin(self.any_itwin(), by=self.person, through=Channel.COMMAND)

    def restore(self) -> None:
        restore_itwin(self.any_itwin(deleted=True), by=self.person, through=Channel.COMMAND)

    def share(self) -> None:
        self.share_itwin(self.any_itwin())

    def share_itwin(self, itwin: ITwin) -> None:
        people = User.objects.order_by("email")[1:]
        person = people[self.chance.randrange(len(people))]
        add_user_member(itwin=itwin, user=person, roles=[Role.objects.get(display_name="Reader")])


MIX = {
    Writer.create_leaf: 30,
    Writer.create_top_level: 8,
    Writer.move: 18,
    Writer.rename: 10,
    Writer.move_and_rename: 6,
    Writer.delete: 14,
    Writer.restore: 8,
    Writer.share: 6,
}


def everything(writer: Writer, count: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """All kinds of writes, mixed."""
    for act in writer.chance.choices(list(MIX), weights=list(MIX.values()), k=count):
        yield act.__name__, lambda act=act: act(writer)


def same_numbers(writer: Writer, count: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """The same numbers as the other process, under names of its own."""
    for number in range(count):
        names = {"number": f"X-{number}", "display_name": f"{number} of {writer.seed}"}
        yield names["number"], lambda names=names: writer.create(writer.account, **names)


def share_first(writer: Writer, _: int) -> Iterator[tuple[str, Callable[[], None]]]:
    itwin = ITwin.objects.filter(parent=writer.account).order_by("number")[0]
    yield "share", lambda: writer.share_itwin(itwin)


def create_leaves(writer: Writer, count: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """In the first tree."""
    parent = ITwin.objects.filter(parent=writer.account).order_by("number")[0]
    for number in range(count):
        names = {"number": f"X-{number}", "display_name": f"Leaf {number}"}
        yield names["number"], lambda names=names: writer.create(parent, **names)


def create_below(writer: Writer, count: int) -> Iterator[tuple[str, Callable[[], None]]]:
    """A leaf below each top-level iTwin, while the other process deletes them."""
    parents = list(ITwin.objects.filter(parent=writer.account).order_by("number")[:count])
    for parent in parents:
        names = {"number": f"below {parent.number}", "display_name": f"below {parent.number}"}
        yield str(parent.pk), lambda parent=parent, names=names: writer.create(parent, **names)


def delete_each(writer: Writer, count: int) -> Iterator[tuple[str, Callable[[], None]]]:
    for itwin in list(ITwin.objects.filter(parent=writer.account).order_by("number")[:count]):
        yield (
            str(itwin.pk),
            lambda itwin=itwin: delete_itwin(itwin, by=writer.person, through=Channel.COMMAND),
        )


def main(scenario: str, account_id: str, seed: str, count: str) -> None:
    writer = Writer(account_id, int(seed))
    writes = globals()[scenario](writer, int(count))
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    outcomes: Counter[str] = Counter()
    for name, write in writes:
        try:
            write()
            outcomes[f"{name}: done"] += 1
        except REFUSALS as refusal:
            outcomes[f"{name}: {type(refusal).__name__}"] += 1
    print(json.dumps(outcomes))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
