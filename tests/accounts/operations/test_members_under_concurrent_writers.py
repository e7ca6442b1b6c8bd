"""Eight writers change the members of one iTwin at once: no deadlock, no loss, no damage."""

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.errors import (
    InsufficientPermissions,
    InvitationNotFound,
    OwnerAlreadyExists,
    RoleNotFound,
    TeamMemberNotFound,
)
from accounts.models import Organization, OwnerMember, Role, User, UserMember, UserMemberRole
from accounts.operations import visibility
from accounts.operations.acceptances import accept_by_id
from accounts.operations.owner_members import add_owner, add_owner_by_email, remove_owner
from accounts.operations.roles import create_role, delete_role
from accounts.operations.user_members import (
    add_members,
    change_user_member,
    remove_user_member,
    unassign_roles,
)
from accounts.queries.member_entries import MemberEntry
from accounts.queries.members import user_members_of
from tests.factories import make_account, make_itwin, make_user
from twins.models import ITwin

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's locks"),
]
WRITERS = 8
REFUSALS = (
    InsufficientPermissions,
    InvitationNotFound,
    OwnerAlreadyExists,
    RoleNotFound,
    TeamMemberNotFound,
)


@pytest.fixture
def bridge(transactional_db) -> ITwin:
    """With twenty people of the organization, four of another and six roles of the Account."""
    organization = Organization.objects.create(name="Acme Corporation")
    owner = make_user("owner@acme.example", organization=organization)
    account = make_account(organization, owner, "Acme Corp.")
    for place in range(20):
        make_user(f"p{place}@acme.example", organization=organization)
    for place in range(4):
        make_user(f"x{place}@elsewhere.example")
    for place in range(6):
        create_role(itwin=account, display_name=f"Role {place}")
    return make_itwin(account, owner=owner, display_name="Bridge")


class Writer:
    """Somebody who changes the members of an iTwin at random, as its owner may."""

    def __init__(self, itwin: ITwin, seed: int) -> None:
        self.itwin = itwin
        self.owner = itwin.created_by
        self.chance = random.Random(seed)  # noqa: S311 -- no secret

    def person(self, domain: str = "") -> User:
        people = User.objects.filter(email__endswith=domain).exclude(pk=self.owner.pk)
        return self.chance.choice(list(people.order_by("email")))

    def roles(self) -> list[Role]:
        there = list(Role.objects.filter(itwin=self.itwin.account_id))
        return self.chance.sample(there, k=min(len(there), self.chance.randint(1, 3)))

    def add(self) -> None:
        entries = [
            MemberEntry(self.person().email, [role.pk for role in self.roles()]) for _ in range(3)
        ]
        add_members(itwin=self.itwin, entries=entries, by=self.owner)

    def change(self) -> None:
        ids = [role.pk for role in self.roles()]
        change_user_member(itwin=self.itwin, user=self.person(), role_ids=ids, by=self.owner)

    def unassign(self) -> None:
        unassign_roles(itwin=self.itwin, user=self.person(), roles=self.roles(), by=self.owner)

    def remove(self) -> None:
        remove_user_member(itwin=self.itwin, user=self.person(), by=self.owner)

    def add_owner(self) -> None:
        add_owner_by_email(itwin=self.itwin, email=self.person().email, by=self.owner)

    def remove_owner(self) -> None:
        remove_owner(itwin=self.itwin, user=self.person(), by=self.owner)

    def accept(self) -> None:
        person = self.person("@elsewhere.example")
        for invitation in person_invitations(self.itwin, person):
            accept_by_id(itwin=self.itwin, invitation_id=invitation, user=person)

    def replace_role(self) -> None:
        delete_role(self.roles()[0], by=self.owner)
        account = ITwin.objects.get(pk=self.itwin.account_id)
        create_role(itwin=account, display_name="Another")


def person_invitations(itwin: ITwin, person: User) -> list[str]:
    ids = itwin.invitations.pending().addressed_to(person.email).values_list("pk", flat=True)
    return [str(invitation_id) for invitation_id in ids[:2]]


MIX = {
    Writer.add: 30,
    Writer.change: 20,
    Writer.unassign: 10,
    Writer.remove: 10,
    Writer.add_owner: 5,
    Writer.remove_owner: 5,
    Writer.accept: 15,
    Writer.replace_role: 8,
}


def at_once(work: Callable[[int], Counter[str]]) -> Counter[str]:
    """What came of it when all writers begin together."""
    barrier = Barrier(WRITERS)

    def run(seed: int) -> Counter[str]:
        barrier.wait()
        try:
            return work(seed)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        return sum(pool.map(run, range(WRITERS)), Counter())


def test_writers_of_one_itwin_never_deadlock_and_leave_it_sound(bridge):
    def work(seed: int) -> Counter[str]:
        writer, outcomes = Writer(bridge, seed), Counter()
        for act in writer.chance.choices(list(MIX), weights=list(MIX.values()), k=40):
            try:
                act(writer)
                outcomes[act.__name__] += 1
            except REFUSALS:
                outcomes["refused"] += 1
        return outcomes

    outcomes = at_once(work)

    assert outcomes.total() == WRITERS * 40
    assert set(outcomes) >= {"add", "change", "accept", "replace_role"}
    assert visibility.check() == []
    assert not UserMember.objects.filter(role_assignments=None).exists()
    listed = [user_id for user_id, _ in user_members_of(bridge)]
    assert sorted(listed) == sorted(
        {*UserMember.objects.values_list("user", flat=True)}
        | {*OwnerMember.objects.filter(itwin=bridge).values_list("user", flat=True)}
    )


def test_no_role_that_was_added_meanwhile_is_lost(bridge):
    person = User.objects.get(email="p0@acme.example")
    roles = [create_role(itwin=bridge, display_name=f"Own {n}") for n in range(WRITERS)]

    def work(seed: int) -> Counter[str]:
        entry = MemberEntry(person.email, [roles[seed].pk])
        add_members(itwin=bridge, entries=[entry], by=bridge.created_by)
        return Counter()

    at_once(work)

    held = UserMemberRole.objects.filter(member__user=person).order_by("position")
    assert {each.role_id for each in held} == {role.pk for role in roles}
    assert [each.position for each in held] == list(range(WRITERS))


def test_of_two_owners_who_leave_at_once_one_stays(bridge):
    people = list(User.objects.filter(email__endswith="@acme.example").order_by("email"))[:WRITERS]
    for person in people:
        add_owner(itwin=bridge, user=person)

    def work(seed: int) -> Counter[str]:
        try:
            remove_owner(itwin=bridge, user=people[seed], by=people[seed])
        except InsufficientPermissions:
            return Counter(refused=1)
        return Counter(left=1)

    assert at_once(work) == Counter(left=WRITERS - 1, refused=1)
    assert OwnerMember.objects.filter(itwin=bridge).count() == 1
