"""People who change groups, members, roles and directory groups at once: no deadlock, no damage."""

import random
import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import DirectoryGroup, Group, GroupMember, Role, User
from accounts.operations import visibility
from accounts.operations.directory_groups import put_into_directory_group, sync_directory_groups
from accounts.operations.group_members import (
    add_group_members,
    change_group_member,
    remove_group_member,
)
from accounts.operations.groups import change_group, create_group, delete_group
from accounts.operations.roles import create_role, delete_role
from accounts.queries.group_members import GroupEntry
from accounts.queries.groups import GroupChanges
from itwins_site.wire.errors import ApiError
from tests.factories import make_itwin
from twins.models import ITwin

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's locks"),
]
WRITERS, WRITES = 4, 40
EMAILS = [f"{name}@acme.example" for name in ("admin", "owner", "member", "newcomer")]
NAMES = ["Divers", "Climbers"]


class Writer:
    """Does one thing after another to whatever is there, as the administrator."""

    def __init__(self, account: ITwin, admin: User, seed: int) -> None:
        self.account, self.admin = account, admin
        self.random = random.Random(seed)  # noqa: S311 -- repeatable, not secret
        self.outcomes: Counter[str] = Counter()

    def run(self) -> None:
        acts: list[Callable[[], None]] = [
            *(self.list_people, self.add_to_itwins, self.change_roles, self.leave_an_itwin),
            *(self.sign_in, self.fill_directory_group, self.replace_a_group, self.replace_a_role),
        ]
        try:
            for _ in range(WRITES):
                self.do(self.random.choice(acts))
        finally:
            connection.close()

    def do(self, act: Callable[[], None]) -> None:
        try:
            act()
            self.outcomes["done"] += 1
        except (ApiError, LookupError) as refused:  # somebody else was faster
            self.outcomes[type(refused).__name__] += 1
        except Exception as error:
            self.outcomes[f"{type(error).__name__}: {error}"] += 1

    def some(self, rows: list, most: int = 4) -> list:
        return self.random.sample(rows, self.random.randint(0, min(most, len(rows))))

    def one(self, model: type) -> object:
        return self.random.choice(list(model.objects.order_by("pk")))

    def list_people(self) -> None:
        changes = GroupChanges(emails=self.some(EMAILS), directory_names=self.some(NAMES))
        change_group(group=self.one(Group), changes=changes, by=self.admin)

    def add_to_itwins(self) -> None:
        entries = [
            GroupEntry(self.one(Group).pk, [self.one(Role).pk, self.one(Role).pk]) for _ in "ab"
        ]
        itwin = self.random.choice(list(ITwin.objects.except_accounts().order_by("pk")))
        add_group_members(itwin=itwin, entries=entries, by=self.admin)

    def change_roles(self) -> None:
        roles = [self.one(Role).pk]
        change_group_member(member=self.one(GroupMember), role_ids=roles, by=self.admin)

    def leave_an_itwin(self) -> None:
        remove_group_member(member=self.one(GroupMember), by=self.admin)

    def sign_in(self) -> None:
        sync_directory_groups(self.one(User), self.some(NAMES))

    def fill_directory_group(self) -> None:
        people = self.some(list(User.objects.order_by("pk")))
        put_into_directory_group(directory_group=self.one(DirectoryGroup), people=people)

    def replace_a_group(self) -> None:
        delete_group(group=self.one(Group), by=self.admin)
        create_group(itwin=self.account, name=f"Group {self.random.random()}")

    def replace_a_role(self) -> None:
        roles = list(Role.objects.filter(type="Custom").order_by("pk"))
        delete_role(self.random.choice(roles), by=self.admin)
        create_role(itwin=self.account, display_name="Reader")


@pytest.mark.django_db(transaction=True)
def test_what_people_see_stays_true_when_many_write_at_once(acme, admin, owner, member, newcomer):
    for place in range(3):
        make_itwin(acme, owner=owner, display_name=f"Bridge {place}")
        create_group(itwin=acme, name=f"Group {place}")
        create_role(itwin=acme, display_name="Reader")
    sync_directory_groups(newcomer, NAMES)
    seed = random.getrandbits(32)
    print(f"seed {seed}")  # noqa: T201 -- shown when the test fails
    writers = [Writer(acme, admin, seed + place) for place in range(WRITERS)]

    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    together = sum((writer.outcomes for writer in writers), Counter())
    refusals = {"GroupNotFound", "RoleNotFound", "TeamMemberNotFound", "IndexError"}
    assert together.keys() - refusals == {"done"}
    assert together.total() == WRITERS * WRITES
    assert visibility.check() == []
