"""One of several processes that change an iTwin's members: `python -m … ITWIN NUMBER SEED COUNT`.

Says "ready", waits for a line so that all begin together, and ends with a line of JSON: what came
of each write, and what its own person must hold by now. Nobody else touches that person; the
visitors, the groups and what they hold are everybody's. A refusal is an outcome; anything else
is fatal.
"""

import json
import os
import random
import sys
from collections import Counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itwins_site.settings")
django.setup()

from accounts.models import Group, GroupMember, Role, User  # noqa: E402 -- after the setup
from accounts.operations.group_members import (  # noqa: E402
    add_group_members,
    change_group_member,
    remove_group_member,
)
from accounts.operations.groups import change_group  # noqa: E402
from accounts.operations.owner_members import add_owner_by_email, remove_owner  # noqa: E402
from accounts.operations.roles import change_role, create_role, delete_role  # noqa: E402
from accounts.operations.user_members import (  # noqa: E402
    add_members,
    change_user_member,
    remove_user_member,
    unassign_roles,
)
from accounts.queries.group_members import GroupEntry  # noqa: E402
from accounts.queries.groups import GroupChanges  # noqa: E402
from accounts.queries.member_entries import MemberEntry  # noqa: E402
from itwins_site.wire.errors import ApiError  # noqa: E402
from twins.models import ITwin  # noqa: E402


class Writer:
    """Somebody who changes the members of an iTwin, and keeps account of one of them."""

    def __init__(self, itwin_id: str, number: int, seed: int) -> None:
        self.itwin = ITwin.objects.get(pk=itwin_id)
        self.by = self.itwin.created_by
        self.number = number
        self.person = User.objects.get(email=f"own{number}@acme.example")
        self.visitors = list(User.objects.filter(email__startswith="visitor"))
        self.chance = random.Random(seed)  # noqa: S311 -- no secret
        self.roles = list(Role.objects.filter(display_name__startswith="Lasting"))
        self.groups = list(Group.objects.order_by("name"))
        self.held: list[Role] = []
        self.owns = False

    def some_roles(self) -> list[Role]:
        return self.chance.sample(self.roles, k=self.chance.randint(1, 3))

    # Of the own person: what is held afterwards is known.

    def add(self) -> None:
        roles = self.some_roles()
        # Somebody else's person in the same request: each is to get what is theirs.
        self._add((self.person, roles), (self.chance.choice(self.visitors), roles))
        self.held = list(dict.fromkeys([*roles, *self.held]))

    def change(self) -> None:
        roles = self.some_roles()
        ids = [role.pk for role in roles]
        change_user_member(itwin=self.itwin, user=self.person, role_ids=ids, by=self.by)
        self.held = roles

    def unassign(self) -> None:
        roles = self.some_roles()
        unassign_roles(itwin=self.itwin, user=self.person, roles=roles, by=self.by)
        self.held = [role for role in self.held if role not in roles]

    def remove(self) -> None:
        remove_user_member(itwin=self.itwin, user=self.person, by=self.by)
        self.held, self.owns = [], False

    def add_owner(self) -> None:
        add_owner_by_email(itwin=self.itwin, email=self.person.email, by=self.by)
        self.owns = True

    def remove_owner(self) -> None:
        remove_owner(itwin=self.itwin, user=self.person, by=self.by)
        self.owns = False

    def lend_role(self) -> None:
        """A role that lives only while its person holds it, and passes through a group's hands."""
        name = f"Passing {self.number} {self.chance.random()}"
        role = create_role(itwin=self.itwin, display_name=name)
        self._add((self.person, [role]), (self.chance.choice(self.visitors), [role]))
        self._give_to_group(role)
        change_role(role, by=self.by, permissions=["itwins_modify"])
        delete_role(role, by=self.by)

    # Of everybody.

    def change_visitor(self) -> None:
        visitor = self.chance.choice(self.visitors)
        ids = [role.pk for role in self.some_roles()]
        change_user_member(itwin=self.itwin, user=visitor, role_ids=ids, by=self.by)

    def remove_visitor(self) -> None:
        visitor = self.chance.choice(self.visitors)
        remove_user_member(itwin=self.itwin, user=visitor, by=self.by)

    def add_group(self) -> None:
        self._give_to_group(*self.some_roles())

    def change_group(self) -> None:
        ids = [role.pk for role in self.some_roles()]
        change_group_member(member=self._group_member(), role_ids=ids, by=self.by)

    def remove_group(self) -> None:
        remove_group_member(member=self._group_member(), by=self.by)

    def list_people(self) -> None:
        people = self.chance.sample([self.person, *self.visitors], k=2)
        changes = GroupChanges(emails=[person.email for person in people])
        change_group(group=self.chance.choice(self.groups), changes=changes, by=self.by)

    def _add(self, *given: tuple[User, list[Role]]) -> None:
        entries = [
            MemberEntry(person.email, [role.pk for role in roles]) for person, roles in given
        ]
        add_members(itwin=self.itwin, entries=entries, by=self.by)

    def _give_to_group(self, *roles: Role) -> None:
        entry = GroupEntry(self.chance.choice(self.groups).pk, [role.pk for role in roles])
        add_group_members(itwin=self.itwin, entries=[entry], by=self.by)

    def _group_member(self) -> GroupMember:
        # As whoever had read it before; it may be gone, or another row by now.
        return GroupMember(itwin=self.itwin, group=self.chance.choice(self.groups))


MIX = {
    Writer.add: 25,
    Writer.change: 15,
    Writer.unassign: 10,
    Writer.remove: 5,
    Writer.add_owner: 8,
    Writer.remove_owner: 5,
    Writer.lend_role: 8,
    Writer.change_visitor: 10,
    Writer.remove_visitor: 5,
    Writer.add_group: 10,
    Writer.change_group: 8,
    Writer.remove_group: 5,
    Writer.list_people: 10,
}


def main(itwin_id: str, number: str, seed: str, count: str) -> None:
    writer = Writer(itwin_id, int(number), int(seed))
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    outcomes: Counter[str] = Counter()
    for act in writer.chance.choices(list(MIX), weights=list(MIX.values()), k=int(count)):
        try:
            act(writer)
            outcomes[f"{act.__name__}: done"] += 1
        except ApiError as refusal:
            outcomes[f"{act.__name__}: {type(refusal).__name__}"] += 1
    held = [str(role.pk) for role in writer.held]
    report = {"outcomes": outcomes, "held": held, "owns": writer.owns}
    print(json.dumps(report))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
