"""Real rows with telling defaults, made through the operations where there is one."""

import itertools
from importlib import import_module
from typing import Any

from django.apps import apps

from accounts.models import DirectoryGroup, Group, GroupUser, Organization, Role, User
from accounts.models.user import OrganizationRole
from accounts.operations.directory_groups import (
    create_directory_group,
    put_into_directory_group,
)
from accounts.operations.group_members import add_group_members
from accounts.operations.groups import create_group
from accounts.operations.organizations import open_account
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from accounts.queries.group_members import GroupEntry
from twins.choices import Channel, SubClass
from twins.models import ITwin, Repository, RepositoryResource
from twins.operations.lifecycle import create_itwin
from twins.operations.repositories import add_repository
from twins.operations.repository_resources import add_resource
from twins.queries.repositories import listed
from twins.queries.repository_resource_values import NewResource
from twins.queries.repository_values import NewRepository

PASSWORD = "a-long-enough-password"
_numbers = itertools.count(1)


def make_user(
    email: str,
    *,
    organization: Organization | None = None,
    administrator: bool = False,
    **fields: Any,
) -> User:
    """A person; their given name is what stands before the @."""
    fields.setdefault("given_name", email.partition("@")[0].title())
    fields.setdefault("surname", "Tester")
    role = OrganizationRole.ACCOUNT_ADMINISTRATOR if administrator else ""
    return User.objects.create_user(
        email, PASSWORD, organization=organization, organization_role=role, **fields
    )


def make_crowd(number: int) -> list[User]:
    """People of no organization who cannot sign in."""
    crowd = [User(email=f"{next(_numbers)}@crowd.example") for _ in range(number)]
    return User.objects.bulk_create(crowd)


def make_account(organization: Organization, by: User, name: str, **fields: Any) -> ITwin:
    return open_account(organization=organization, by=by, name=name, **fields)


def make_itwin(
    parent: ITwin,
    *,
    owner: User,
    display_name: str | None = None,
    sub_class: SubClass = SubClass.PROJECT,
    **values: Any,
) -> ITwin:
    """An iTwin below `parent`, owned by `owner`, with a number and name of its own."""
    serial = next(_numbers)
    values.setdefault("number", f"N-{serial}")
    return create_itwin(
        by=owner,
        parent=parent,
        sub_class=sub_class,
        through=Channel.COMMAND,
        display_name=display_name or f"iTwin {serial}",
        **values,
    )


def make_member(itwin: ITwin, user: User, *permissions: str, name: str = "Reader") -> Role:
    """Gives `user` a new role with these permissions on `itwin`."""
    role = create_role(itwin=itwin, display_name=name, permissions=permissions)
    add_user_member(itwin=itwin, user=user, roles=[role])
    return role


def make_group(itwin: ITwin, *people: User, name: str = "Group") -> Group:
    """A group defined on `itwin` that lists these people; it counts once it is a member."""
    group = create_group(itwin=itwin, name=name)
    GroupUser.objects.bulk_create(GroupUser(group=group, user=person) for person in people)
    return group


def make_group_member(
    itwin: ITwin, group: Group, *permissions: str, by: User, name: str = "Reader"
) -> Role:
    """Gives a group a new role with these permissions on `itwin`."""
    role = create_role(itwin=itwin, display_name=name, permissions=permissions)
    add_group_members(itwin=itwin, entries=[GroupEntry(group.pk, [role.pk])], by=by)
    return role


def make_directory_group(organization: Organization, *people: User, name: str) -> DirectoryGroup:
    directory_group = create_directory_group(organization=organization, name=name)
    put_into_directory_group(directory_group=directory_group, people=people)
    return directory_group


def make_repository(itwin: ITwin, *, by: User, **body: Any) -> Repository:
    """A repository that `by` added, from a body as the API takes it: a map by default."""
    serial = next(_numbers)
    body = {
        "class": "GeographicInformationSystem",
        "subClass": "WebMapService",
        "uri": f"https://maps.example/{serial}",
        **body,
    }
    new = NewRepository.from_body(body)
    return add_repository(itwin=itwin, new=new, by=by, through=Channel.COMMAND)


def make_resource(repository: Repository, *, by: User, **body: Any) -> RepositoryResource:
    """A resource of a map, such as a layer."""
    serial = next(_numbers)
    body = {"id": f"layer_{serial}", "displayName": f"Layer {serial}", **body}
    new = NewResource.from_body(body, of=listed(repository))
    return add_resource(new=new, itwin=repository.itwin, by=by, through=Channel.COMMAND)


def make_curated_content() -> None:
    """What the migration has put there, for tests that ran after a flush of the database."""
    import_module("twins.migrations.0004_curated_content").seed(apps, None)
