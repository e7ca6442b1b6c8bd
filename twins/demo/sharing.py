"""Letting the people of a story at its iTwins: roles, groups, owners and invitations."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import DirectoryGroup, Group, Organization, Role
from accounts.operations.acceptances import accept_invitation
from accounts.operations.directory_groups import create_directory_group, put_into_directory_group
from accounts.operations.group_members import add_group_members
from accounts.operations.groups import change_group, create_group
from accounts.operations.invitations import Offer, invite
from accounts.operations.owner_members import add_owner
from accounts.operations.reminders import mark_expired
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from accounts.queries.group_members import GroupEntry
from accounts.queries.groups import GroupChanges
from twins.choices import Channel
from twins.demo.story import PlannedGroup, PlannedInvitation, PlannedRole, Story
from twins.demo.telling import person_named
from twins.folding import fold_key
from twins.models import ITwin


@transaction.atomic
def share(story: Story, new: dict[UUID, ITwin]) -> None:
    """Adds what of a story's roles, groups and directory groups is missing.

    They, the owners and the invitations are given on the new iTwins alone: those that were there
    stay with whom they have by now.
    """
    for role in story.roles:
        _give(role, story, new)
    for name, emails in story.directory_groups.items():
        _fill_directory_group(name, emails, story)
    for group in story.groups:
        _add_group(group, story, new)
    for email, numbers in story.owners.items():
        for itwin in story.among(new, numbers):
            add_owner(itwin=itwin, user=person_named(email))
    for invitation in story.invitations:
        for itwin in story.among(new, [invitation.number]):
            _invite(invitation, story, itwin)


def _give(plan: PlannedRole, story: Story, new: dict[UUID, ITwin]) -> None:
    role_id = story.id_of_role(plan.display_name)
    defined_on = story.id_of_number(plan.on) if plan.on else story.accounts[0].id
    role = Role.objects.filter(pk=role_id).first() or create_role(
        role_id=role_id,
        itwin=ITwin.objects.get(pk=defined_on),
        display_name=plan.display_name,
        description=plan.description,
        permissions=plan.permissions,
    )
    for email, numbers in plan.holders.items():
        for itwin in story.among(new, numbers):
            add_user_member(itwin=itwin, user=person_named(email), roles=[role])


def _fill_directory_group(name: str, emails: tuple[str, ...], story: Story) -> None:
    group_id = story.id_of_directory_group(name)
    of_that_name = Q(organization=story.organization_id, name_folded=fold_key(name))
    if not DirectoryGroup.objects.filter(Q(pk=group_id) | of_that_name).exists():
        put_into_directory_group(
            directory_group=create_directory_group(
                organization=Organization.objects.get(pk=story.organization_id),
                name=name,
                directory_group_id=group_id,
            ),
            people=[person_named(email) for email in emails],
        )


def _add_group(plan: PlannedGroup, story: Story, new: dict[UUID, ITwin]) -> None:
    """Adds a group with whom it lists, and its role on those of its iTwins that are new."""
    group_id = story.id_of_group(plan.name)
    account = ITwin.objects.get(pk=story.accounts[0].id)
    administrator = person_named(story.administrator.email)
    of_that_name = Q(itwin=account, name_folded=fold_key(plan.name))
    group = Group.objects.filter(Q(pk=group_id) | of_that_name).first()
    if group is None:
        group = create_group(
            itwin=account, name=plan.name, description=plan.description, group_id=group_id
        )
        lists = GroupChanges(emails=list(plan.people), directory_names=list(plan.directory_groups))
        change_group(group=group, changes=lists, by=administrator, through=Channel.COMMAND)
    entry = GroupEntry(group.pk, [story.id_of_role(plan.role)])
    for itwin in story.among(new, plan.numbers):
        add_group_members(itwin=itwin, entries=[entry], by=administrator, through=Channel.COMMAND)


def _invite(plan: PlannedInvitation, story: Story, itwin: ITwin) -> None:
    """Invites without a mail: nobody waits for those of a demo."""
    offer = Offer(
        plan.email,
        [story.id_of_role(plan.role)],
        invitation_id=story.id_of_invitation(plan),
    )
    (invitation,) = invite(
        itwin=itwin,
        offers=[offer],
        by=person_named(plan.invited_by),
        at=timezone.now() - timedelta(days=plan.days_ago),
        is_mailed=False,
        through=Channel.COMMAND,
    )
    if plan.is_accepted:
        invitee = person_named(plan.email)
        accept_invitation(invitation=invitation, user=invitee, through=Channel.COMMAND)
    mark_expired()
