"""Whatever people who own nothing ask for, in whatever order, they gain nothing by it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from rest_framework.test import APIClient

from accounts.models import Group, Invitation, InvitationRole, Role, User
from accounts.operations.invitations import Offer, invite
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from accounts.permissions import permissions_of, wire_permissions
from tests.factories import (
    make_directory_group,
    make_group,
    make_group_member,
    make_itwin,
    make_member,
    make_user,
)
from twins.models import ITwin

PERMISSIONS = [
    "administration_invite_member",
    "administration_manage_groups",
    "administration_manage_roles",
    "administration_remove_member",
    "imodels_read",
    "itwins_modify",
]
Gains = dict[tuple[str, str], set[str]]

places = st.integers(0, 11)
chosen = st.lists(st.sampled_from(PERMISSIONS), max_size=3, unique=True)
acts = st.one_of(
    st.tuples(st.just("edit_role"), places, places, chosen),
    st.tuples(st.just("define_role"), places, places, chosen),
    st.tuples(st.just("add_member"), places, places, places, places),
    st.tuples(st.just("change_member"), places, places, places, places),
    st.tuples(st.just("run_job"), places, places, places, places),
    st.tuples(st.just("add_owner"), places, places, places),
    st.tuples(st.just("list_people"), places, places, places),
    st.tuples(st.just("list_directory"), places, places),
    st.tuples(st.just("define_group"), places, places, places),
    st.tuples(st.just("add_group"), places, places, places, places),
    st.tuples(st.just("change_group"), places, places, places, places),
    st.tuples(st.just("accept"), places, places),
    st.tuples(st.just("create_itwin"), places, places),
)


class Organization:
    """An Account, two iTwins below it, and five people who own none of them.

    Each of the five holds something that hands on: the more they could do with it together,
    the better the tests see what the guard prevents.
    """

    def __init__(self, acme: ITwin, owner: User, api: Callable[[User], APIClient]) -> None:
        self.account = acme
        self.before = [acme, *(make_itwin(acme, owner=owner) for _ in range(2))]
        _, self.bridge, self.tunnel = self.before
        self._gather_people(owner)
        self.clients = {person.pk: api(person) for person in self.people}
        self._give_roles()
        self._make_groups(owner)
        self._make_offers(owner)

    def _gather_people(self, owner: User) -> None:
        self.home = owner.organization
        names = ("ann", "ben", "cem", "dot")
        self.people = [make_user(f"{name}@acme.example", organization=self.home) for name in names]
        self.people.append(make_user("eve@elsewhere.example"))

    def _give_roles(self) -> None:
        ann, ben, cem, dot, _ = self.people
        make_member(
            self.account,
            ann,
            "administration_manage_roles",
            "administration_invite_member",
            "itwins_create",
            name="Manager of the Account",
        )
        make_member(self.bridge, ben, "administration_invite_member", name="Inviter")
        make_member(
            self.bridge,
            cem,
            "administration_manage_groups",
            "administration_invite_member",
            "administration_remove_member",
            name="Keeper of groups",
        )
        manager = make_member(self.tunnel, dot, "administration_manage_roles", name="Manager")
        self.reader = create_role(itwin=self.account, display_name="Reader")
        self.reader.permissions.set(["imodels_read"])
        for person in (ann, ben):
            add_user_member(itwin=self.tunnel, user=person, roles=[self.reader])
        add_user_member(itwin=self.tunnel, user=dot, roles=[manager, self.reader])

    def _make_groups(self, owner: User) -> None:
        *_, dot, eve = self.people
        make_directory_group(self.home, dot, name="Everybody")
        chiefs = make_group(self.bridge, name="Chiefs")
        make_group_member(self.bridge, chiefs, "itwins_modify", by=owner, name="Chief")
        crew = make_group(self.account, dot, eve, name="Crew")
        make_group_member(self.bridge, crew, "imodels_read", by=owner, name="Worker")

    def _make_offers(self, owner: User) -> None:
        offer = Offer("eve@elsewhere.example", [self.reader.pk])
        invite(itwin=self.tunnel, offers=[offer], by=owner)

    # What people ask for. Each may well be refused.

    def edit_role(self, by: User, role: int, permissions: list[str]) -> None:
        found = self._role(role)
        self._ask(by, "patch", found.itwin, f"roles/{found.pk}", permissions=permissions)

    def define_role(self, by: User, itwin: int, permissions: list[str]) -> None:
        there = self._itwin(itwin)
        made = self._ask(by, "post", there, "roles", displayName="New", description="")
        if made is not None:
            path = f"roles/{made['role']['id']}"
            self._ask(by, "patch", there, path, permissions=permissions)

    def add_member(self, by: User, itwin: int, person: int, role: int) -> None:
        entry = self._entry(person, role)
        self._ask(by, "post", self._itwin(itwin), "members/users", members=[entry])

    def change_member(self, by: User, itwin: int, person: int, role: int) -> None:
        path = f"members/users/{self._person(person).pk}"
        self._ask(by, "patch", self._itwin(itwin), path, roleIds=[str(self._role(role).pk)])

    def run_job(self, by: User, itwin: int, person: int, role: int) -> None:
        actions = {"assignRoles": [self._entry(person, role)]}
        self._ask(by, "post", self._itwin(itwin), "jobs", actions=actions)

    def add_owner(self, by: User, itwin: int, person: int) -> None:
        email = self._person(person).email
        self._ask(by, "post", self._itwin(itwin), "members/owners", email=email)

    def list_people(self, by: User, group: int, person: int) -> None:
        found = self._group(group)
        emails = list(found.listed_users.values_list("user__email", flat=True))
        emails.append(self._person(person).email)
        self._ask(by, "patch", found.itwin, f"groups/{found.pk}", members=emails)

    def list_directory(self, by: User, group: int) -> None:
        found = self._group(group)
        self._ask(by, "patch", found.itwin, f"groups/{found.pk}", imsGroups=["Everybody"])

    def define_group(self, by: User, itwin: int, person: int) -> None:
        there = self._itwin(itwin)
        name = f"Group {Group.objects.count()}"
        made = self._ask(by, "post", there, "groups", name=name, description="")
        if made is not None:
            path = f"groups/{made['group']['id']}"
            self._ask(by, "patch", there, path, members=[self._person(person).email])

    def add_group(self, by: User, itwin: int, group: int, role: int) -> None:
        entry = {"groupId": str(self._group(group).pk), "roleIds": [str(self._role(role).pk)]}
        self._ask(by, "post", self._itwin(itwin), "members/groups", members=[entry])

    def change_group(self, by: User, itwin: int, group: int, role: int) -> None:
        path = f"members/groups/{self._group(group).pk}"
        self._ask(by, "patch", self._itwin(itwin), path, roleIds=[str(self._role(role).pk)])

    def accept(self, by: User, itwin: int) -> None:
        there = self._itwin(itwin)
        offered = Invitation.objects.pending().addressed_to(by.email).filter(itwin=there).first()
        if offered is not None:
            self._ask(by, "post", there, f"members/invitations/{offered.pk}/accept")

    def create_itwin(self, by: User, parent: int) -> None:
        number = f"New {ITwin.objects.count()}"
        body = {"class": "Endeavor", "subClass": "Project", "displayName": number, "number": number}
        body["parentId"] = str(self._itwin(parent).pk)
        self.clients[by.pk].post("/itwins", body, format="json")

    # What came of it.

    def held(self) -> Gains:
        """By person and iTwin, for the iTwins that were there before: held, or waiting."""
        found: Gains = defaultdict(set)
        for person in self.people:
            for itwin in self.before:
                held = wire_permissions(permissions_of(person, itwin))
                found[person.email, itwin.display_name].update(held)
        offers = InvitationRole.objects.filter(
            invitation__in=Invitation.objects.pending(), invitation__itwin__in=self.before
        )
        for email, name, permission in offers.values_list(
            "invitation__email", "invitation__itwin__display_name", "role__permissions"
        ):
            found[email, name].update({permission} - {None})
        return found

    def _itwin(self, place: int) -> ITwin:
        return _at(ITwin.objects.order_by("created_at", "pk"), place)

    def _role(self, place: int) -> Role:
        return _at(Role.objects.select_related("itwin").order_by("created_at", "pk"), place)

    def _group(self, place: int) -> Group:
        return _at(Group.objects.select_related("itwin").order_by("name"), place)

    def _person(self, place: int) -> User:
        return _at(self.people, place)

    def _entry(self, person: int, role: int) -> dict[str, Any]:
        return {"email": self._person(person).email, "roleIds": [str(self._role(role).pk)]}

    def _ask(self, by: User, method: str, itwin: ITwin, path: str, **body: Any) -> Any:
        send = getattr(self.clients[by.pk], method)
        response = send(f"/accesscontrol/itwins/{itwin.pk}/{path}", body, format="json")
        assert response.status_code < 500
        return response.json() if response.status_code == 201 else None


def _at(rows: Any, place: int) -> Any:
    found: Sequence[Any] = list(rows)
    return found[place % len(found)]


def gained(before: Gains, after: Gains) -> Gains:
    return {at: more for at, held in after.items() if (more := held - before[at])}


def together(held: Gains) -> Gains:
    """The same for all people taken as one: what one gives another is nothing gained."""
    found: Gains = defaultdict(set)
    for (_, itwin), permissions in held.items():
        found["anybody", itwin].update(permissions)
    return found


@pytest.fixture
def organization(acme, owner, api) -> Organization:
    return Organization(acme, owner, api)


hypothesis_settings = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(sequence=st.lists(acts, min_size=8, max_size=20))
@hypothesis_settings
def test_people_who_own_nothing_gain_nothing_together(organization, sequence):
    with transaction.atomic():
        before = together(organization.held())
        for act, by, *arguments in sequence:
            getattr(organization, act)(_at(organization.people, by), *arguments)

        assert gained(before, together(organization.held())) == {}
        transaction.set_rollback(True)


@given(by=places, sequence=st.lists(acts, min_size=8, max_size=20))
@hypothesis_settings
def test_a_person_who_owns_nothing_gains_nothing_alone(organization, by, sequence):
    with transaction.atomic():
        actor = _at(organization.people, by)
        before = organization.held()
        for act, _, *arguments in sequence:
            getattr(organization, act)(actor, *arguments)

        after = {at: held for at, held in organization.held().items() if at[0] == actor.email}
        assert gained(before, after) == {}
        transaction.set_rollback(True)
