"""Who may do what: every operation of both APIs, asked by everybody of the cast."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, resolve
from rest_framework.test import APIClient

from accounts.api import urls, user_urls
from accounts.authentication.share_key import share_key
from accounts.models import Role, User
from accounts.operations.group_invitations import invite_to_group
from accounts.operations.invitations import Offer, invite
from accounts.operations.itwin_jobs import create_itwin_job
from accounts.operations.owner_members import add_owner
from accounts.operations.shares import create_share
from accounts.queries.shares import NewShare
from tests.factories import (
    make_directory_group,
    make_group,
    make_group_member,
    make_member,
    make_user,
)
from twins.models import ITwin

# On the bridge and on the Account the permitted member holds what stands below "holds" and
# nothing else, the unpermitted one a role without permissions. The newcomer is of the
# organization, the invitee is invited to the bridge and to a group of the Account, the stranger
# administers another organization, and the last has a share key of the bridge.
CAST = ["owner", "administrator", "permitted", "unpermitted", "newcomer"]
CAST += ["invitee", "stranger", "anonymous", "share key"]
SHORT = {
    "groups": "administration_manage_groups",
    "invite": "administration_invite_member",
    "modify": "itwins_modify",
    "remove": "administration_remove_member",
    "roles": "administration_manage_roles",
}
# What stands behind a # tells apart what bodies ask for.
TABLE = """
operation                                             holds          owner admin permi unper newco invit stran anony share

GET    /permissions                                   -              200   200   200   200   200   200   200   401   401
GET    /{bridge}/permissions                          -              200   200   200   200   404   404   404   401   401

GET    /{bridge}/roles                                roles          200   200   200   403   404   404   404   401   401
GET    /{bridge}/roles                                invite         200   200   200   403   404   404   404   401   401
GET    /{bridge}/roles                                remove         200   200   403   403   404   404   404   401   401
POST   /{bridge}/roles                                roles          201   201   201   403   404   404   404   401   401
POST   /{bridge}/roles                                invite         201   201   403   403   404   404   404   401   401
GET    /{bridge}/roles/{role}                         roles          200   200   200   403   404   404   404   401   401
GET    /{bridge}/roles/{role}                         invite         200   200   200   403   404   404   404   401   401
PATCH  /{bridge}/roles/{role}                         roles          200   200   200   403   404   404   404   401   401
PATCH  /{bridge}/roles/{role}#widen                   roles          200   200   403   403   404   404   404   401   401
PATCH  /{bridge}/roles/{role}#widen                   roles+modify   200   200   200   403   404   404   404   401   401
DELETE /{bridge}/roles/{role}                         roles          204   204   204   403   404   404   404   401   401
DELETE /{bridge}/roles/{role}                         invite         204   204   403   403   404   404   404   401   401

GET    /{bridge}/groups                               groups         200   200   200   403   404   404   404   401   401
GET    /{bridge}/groups                               invite         200   200   200   403   404   404   404   401   401
POST   /{bridge}/groups                               groups         201   201   201   403   404   404   404   401   401
POST   /{bridge}/groups                               invite         201   201   403   403   404   404   404   401   401
GET    /{bridge}/groups/{group}                       groups         200   200   200   403   404   404   404   401   401
GET    /{bridge}/groups/{group}                       invite         200   200   200   403   404   404   404   401   401
PATCH  /{bridge}/groups/{group}                       groups         200   200   200   403   404   404   404   401   401
PATCH  /{bridge}/groups/{group}#add                   groups         200   200   403   403   404   404   404   401   401
PATCH  /{bridge}/groups/{group}#add                   groups+invite  200   200   200   403   404   404   404   401   401
PATCH  /{bridge}/groups/{group}#remove                groups         200   200   403   403   404   404   404   401   401
PATCH  /{bridge}/groups/{group}#remove                groups+remove  200   200   200   403   404   404   404   401   401
DELETE /{bridge}/groups/{group}                       groups         204   204   204   403   404   404   404   401   401
GET    /{bridge}/groups/{group}/invitations           -              200   200   200   200   404   404   404   401   401

GET    /{bridge}/members/users                        -              200   200   200   200   404   404   404   401   401
POST   /{bridge}/members/users                        invite         201   201   201   403   404   404   404   401   401
POST   /{bridge}/members/users#give                   invite         201   201   403   403   404   404   404   401   401
POST   /{bridge}/members/users#give                   invite+modify  201   201   201   403   404   404   404   401   401
GET    /{bridge}/members/users/{reader}               -              200   200   200   200   404   404   404   401   401
PATCH  /{bridge}/members/users/{reader}               invite         200   200   200   403   404   404   404   401   401
PATCH  /{bridge}/members/users/{reader}               remove         200   200   403   403   404   404   404   401   401
DELETE /{bridge}/members/users/{reader}               remove         204   204   204   403   404   404   404   401   401
DELETE /{bridge}/members/users/{reader}               invite         204   204   403   403   404   404   404   401   401
DELETE /{bridge}/members/users/{co_owner}             remove         204   204   403   403   404   404   404   401   401

GET    /{bridge}/members/owners                       -              200   200   200   200   404   404   404   401   401
POST   /{bridge}/members/owners                       invite         201   201   403   403   404   404   404   401   401
DELETE /{bridge}/members/owners/{co_owner}            remove         204   204   403   403   404   404   404   401   401

GET    /{bridge}/members/groups                       -              200   200   200   200   404   404   404   401   401
POST   /{bridge}/members/groups                       invite         201   201   201   403   404   404   404   401   401
GET    /{bridge}/members/groups/{crew}                -              200   200   200   200   404   404   404   401   401
PATCH  /{bridge}/members/groups/{crew}                invite         200   200   200   403   404   404   404   401   401
DELETE /{bridge}/members/groups/{crew}                remove         204   204   204   403   404   404   404   401   401

GET    /{bridge}/members/invitations                  -              200   200   200   200   404   404   404   401   401
GET    /{bridge}/members/invitations/{offer}          invite         200   200   403   403   404   200   404   401   401
DELETE /{bridge}/members/invitations/{offer}          remove         204   204   204   403   404   404   404   401   401
DELETE /{bridge}/members/invitations/{offer}          invite         204   204   403   403   404   404   404   401   401
POST   /{bridge}/members/invitations/{offer}/accept   -              204   204   204   204   403   204   403   401   401

POST   /{bridge}/jobs#assign                          invite         201   201   201   403   404   404   404   401   401
POST   /{bridge}/jobs#assign                          remove         201   201   403   403   404   404   404   401   401
POST   /{bridge}/jobs#remove                          remove         201   201   201   403   404   404   404   401   401
POST   /{bridge}/jobs#remove                          invite         201   201   403   403   404   404   404   401   401
GET    /{bridge}/jobs/{job}                           invite         200   200   200   403   404   404   404   401   401
GET    /{bridge}/jobs/{job}                           remove         200   200   200   403   404   404   404   401   401
GET    /{bridge}/jobs/{job}/actions                   invite         200   200   200   403   404   404   404   401   401

GET    /{bridge}/shares                               roles          200   200   403   403   404   404   404   401   401
POST   /{bridge}/shares                               roles          201   201   403   403   404   404   404   401   401
GET    /{bridge}/shares/{share}                       roles          200   200   403   403   404   404   404   401   401
DELETE /{bridge}/shares/{share}                       roles          204   204   403   403   404   404   404   401   401

GET    /{account}/permissions                         -              200   200   200   200   200   404   404   401   401
GET    /{account}/roles                               roles          200   200   200   403   403   404   404   401   401
GET    /{account}/groups                              groups         200   200   200   403   403   404   404   401   401
POST   /{account}/groups                              groups         403   201   403   403   403   404   404   401   401
PATCH  /{account}/groups/{team}                       groups         403   200   403   403   403   404   404   401   401
DELETE /{account}/groups/{team}                       groups         403   204   403   403   403   404   404   401   401
GET    /{account}/groups/{team}/invitations           -              200   200   200   200   403   404   404   401   401
DELETE /{account}/groups/{team}/invitations/{place}   remove         204   204   204   403   403   404   404   401   401
DELETE /{account}/groups/{team}/invitations/{place}   groups         204   204   403   403   403   404   404   401   401
GET    /{account}/members/users                       -              200   200   200   200   403   404   404   401   401

GET    /users/me                                      -              200   200   200   200   200   200   200   401   401
GET    /users?$search=reader                          -              200   200   200   200   200   200   200   401   401
GET    /users/{reader}                                -              200   200   200   200   200   404   404   401   401
POST   /users/getbyidlist                             -              200   200   200   200   200   200   200   401   401
"""


class World:
    """Everything that the paths and bodies name, and a client for everybody of the cast."""

    def __init__(self, acme: ITwin, bridge: ITwin, people: dict[str, User]) -> None:
        self.people = people
        self.account, self.bridge = acme, bridge
        self.permitted_roles = [
            make_member(itwin, people["permitted"], name="Varying") for itwin in (acme, bridge)
        ]
        for itwin in (acme, bridge):
            add_owner(itwin=itwin, user=people["owner"])
            make_member(itwin, people["unpermitted"])
        organization = people["owner"].organization
        self.reader = make_user("reader@acme.example", organization=organization)
        self.role = make_member(bridge, self.reader, name="Reader")
        self.editor = make_member(bridge, self.reader, "itwins_modify", name="Editor")
        self.co_owner = make_user("co.owner@acme.example", organization=organization)
        add_owner(itwin=bridge, user=self.co_owner)
        make_directory_group(organization, name="Everybody")
        self._make_groups()
        self._make_offers()

    def _make_groups(self) -> None:
        self.group = make_group(self.bridge, self.reader, name="Group")
        self.crew = make_group(self.bridge, name="Crew")
        make_group_member(self.bridge, self.crew, by=self.people["owner"])
        self.team = make_group(self.account, name="Team")

    def _make_offers(self) -> None:
        owner, email = self.people["owner"], self.people["invitee"].email
        offer = Offer(email, [self.role.pk])
        (self.offer,) = invite(itwin=self.bridge, offers=[offer], by=owner)
        (self.place,) = invite_to_group(
            group=self.team, emails=[email], by=self.people["administrator"]
        )
        actions = {"removeMembers": [{"email": self.reader.email}]}
        self.job = create_itwin_job(itwin=self.bridge, actions=actions, by=owner)
        new = NewShare.from_body({})
        self.share = create_share(itwin=self.bridge, new=new, client_id="tests", by=owner)

    def path(self, operation: str) -> str:
        prefix = "" if operation.startswith("/users") else "/accesscontrol/itwins"
        ids = {name: getattr(row, "pk", None) for name, row in vars(self).items()}
        return prefix + operation.partition("#")[0].format(**ids)

    def body(self, operation: str) -> Any:
        """What is sent with an operation; None for nothing."""
        role, editor = str(self.role.pk), str(self.editor.pk)
        reader, new = self.reader.email, "new@elsewhere.example"
        return {
            "POST /{bridge}/roles": {"displayName": "Diver", "description": ""},
            "PATCH /{bridge}/roles/{role}": {"displayName": "Diver"},
            "PATCH /{bridge}/roles/{role}#widen": {"permissions": ["itwins_modify"]},
            "POST /{bridge}/groups": {"name": "Divers", "description": ""},
            "PATCH /{bridge}/groups/{group}": {"name": "Divers"},
            "PATCH /{bridge}/groups/{group}#add": {"imsGroups": ["Everybody"]},
            "PATCH /{bridge}/groups/{group}#remove": {"members": []},
            "POST /{bridge}/members/users": {"members": [{"email": new, "roleIds": [role]}]},
            "POST /{bridge}/members/users#give": {"members": [{"email": new, "roleIds": [editor]}]},
            "PATCH /{bridge}/members/users/{reader}": {"roleIds": [role]},
            "POST /{bridge}/members/owners": {"email": reader},
            "POST /{bridge}/members/groups": {
                "members": [{"groupId": str(self.group.pk), "roleIds": [role]}]
            },
            "PATCH /{bridge}/members/groups/{crew}": {"roleIds": [role]},
            "POST /{bridge}/jobs#assign": {
                "actions": {"assignRoles": [{"email": reader, "roleIds": [role]}]}
            },
            "POST /{bridge}/jobs#remove": {"actions": {"removeMembers": [{"email": reader}]}},
            "POST /{bridge}/shares": {},
            "POST /{account}/groups": {"name": "Divers", "description": ""},
            "PATCH /{account}/groups/{team}": {"name": "Divers"},
            "POST /users/getbyidlist": [str(self.reader.pk)],
        }.get(operation)


@pytest.fixture
def world(acme, bridge, owner, admin, member, newcomer, outsider, acme_corporation) -> World:
    unpermitted = make_user("unpermitted@acme.example", organization=acme_corporation)
    invitee = make_user("invitee@elsewhere.example")
    people = [owner, admin, member, unpermitted, newcomer, invitee, outsider]
    return World(acme, bridge, dict(zip(CAST, people, strict=False)))


@pytest.fixture
def clients(world, api) -> dict[str, APIClient]:
    by_name = {name: api(person) for name, person in world.people.items()}
    by_name |= {"anonymous": APIClient(), "share key": APIClient()}
    by_name["share key"].credentials(HTTP_AUTHORIZATION=f"Basic {share_key(world.share)}")
    return by_name


def rows() -> list[list[str]]:
    """Each row of the table: method, path, what is held, and a status for each of the cast."""
    _, *lines = (line.split() for line in TABLE.splitlines() if line)
    return lines


def hold(roles: list[Role], short_names: str) -> None:
    names = [] if short_names == "-" else [SHORT[short] for short in short_names.split("+")]
    for role in roles:
        role.permissions.set(names)


def test_everybody_is_answered_as_the_table_says(world, clients):
    answered = []
    for method, operation, held, *_ in rows():
        hold(world.permitted_roles, held)
        statuses = []
        for name in CAST:
            with transaction.atomic():
                send = getattr(clients[name], method.lower())
                body = world.body(f"{method} {operation}")
                statuses.append(str(send(world.path(operation), body, format="json").status_code))
                transaction.set_rollback(True)
        answered.append([method, operation, held, *statuses])

    assert [" ".join(row) for row in answered] == [" ".join(row) for row in rows()]


def test_the_table_has_every_operation(world):
    asked = set()
    for method, operation, *_ in rows():
        view = resolve(world.path(operation).partition("?")[0]).func
        asked.add((view.cls, view.actions[method.lower()]))

    patterns: list[URLPattern] = [*urls.urlpatterns, *user_urls.urlpatterns]
    there = {
        (pattern.callback.cls, action)
        for pattern in patterns
        for action in pattern.callback.actions.values()
    }
    assert asked == there
    assert len(there) == 42
