"""manage.py purge_missing_members."""

from django.core.management import call_command

from accounts.models import GroupUser, OwnerMember, UserMember, VisibleITwin
from accounts.operations import visibility
from accounts.operations.group_members import add_group_members
from accounts.operations.groups import create_group
from accounts.operations.organizations import open_primary_account
from accounts.operations.owner_members import add_owner
from accounts.operations.user_members import add_user_member
from accounts.queries.group_members import GroupEntry
from tests.factories import make_itwin


def deactivate(user) -> None:
    user.is_active = False
    user.save()


def run(capsys) -> str:
    call_command("purge_missing_members")
    return capsys.readouterr().out.strip()


def test_people_who_are_gone_leave_every_itwin_and_group(
    acme, bridge, admin, owner, member, newcomer, viewer, capsys
):
    group = create_group(itwin=acme, name="Crew")
    for user in (member, newcomer):
        GroupUser.objects.create(group=group, user=user)
        add_user_member(itwin=bridge, user=user, roles=[viewer])
        add_owner(itwin=bridge, user=user)
    entry = GroupEntry(group.pk, [viewer.pk])
    add_group_members(itwin=make_itwin(acme, owner=owner), entries=[], by=admin)
    add_group_members(itwin=bridge, entries=[entry], by=admin)
    deactivate(member)

    said, again = run(capsys), run(capsys)

    assert said == "People purged: 1, memberships: 3."
    assert again == "People purged: 0, memberships: 0."
    for rows in (UserMember, GroupUser, OwnerMember.objects.exclude(user=owner).model):
        assert not rows.objects.filter(user=member).exists()
        assert rows.objects.filter(user=newcomer).exists()
    assert not VisibleITwin.objects.filter(user=member).exists()
    assert visibility.check() == []


def test_a_personal_account_keeps_its_owner(bridge, loner, viewer, capsys):
    add_user_member(itwin=bridge, user=loner, roles=[viewer])
    account = open_primary_account(loner)
    shed = make_itwin(account, owner=loner)
    deactivate(loner)

    said, again = run(capsys), run(capsys)

    assert said == "People purged: 1, memberships: 1."
    assert again == "People purged: 0, memberships: 0."
    owned = OwnerMember.objects.filter(user=loner).values_list("itwin", flat=True)
    assert set(owned) == {account.pk, shed.pk}
