"""Removing members, and leaving: what owners, the last of them and everybody else may do."""

from accounts.models import OwnerMember
from accounts.operations.owner_members import add_owner
from accounts.operations.user_members import add_user_member
from tests.accounts.api.envelopes import (
    FORBIDDEN,
    ITWIN_NOT_FOUND,
    assert_answers,
    assert_no_content,
)
from tests.accounts.api.member_answers import MEMBER_NOT_FOUND, members_of, one
from tests.factories import make_member


def test_a_member_is_removed_with_all_roles(api, bridge, remover, member, viewer, editor):
    add_user_member(itwin=bridge, user=member, roles=[viewer, editor])

    response = api(remover).delete(one(bridge, member))

    assert_no_content(response)
    assert_answers(api(remover).get(one(bridge, member)), 404, MEMBER_NOT_FOUND)
    assert_answers(api(remover).delete(one(bridge, member)), 404, MEMBER_NOT_FOUND)
    assert_answers(api(member).get(one(bridge, remover)), 404, ITWIN_NOT_FOUND)


def test_a_member_may_leave(api, bridge, member):
    make_member(bridge, member)

    assert_no_content(api(member).delete(one(bridge, member).upper().replace("ACCESSC", "accessc")))

    assert_answers(api(member).get(members_of(bridge)), 404, ITWIN_NOT_FOUND)


def test_an_owner_is_removed_as_member_and_owner_by_owners_alone(
    api, bridge, owner, member, remover, viewer
):
    add_owner(itwin=bridge, user=member)
    add_user_member(itwin=bridge, user=member, roles=[viewer])

    assert_answers(api(remover).delete(one(bridge, member)), 403, FORBIDDEN)
    assert OwnerMember.objects.filter(user=member).exists()
    assert_no_content(api(owner).delete(one(bridge, member)))

    assert_answers(api(owner).get(one(bridge, member)), 404, MEMBER_NOT_FOUND)
    assert not OwnerMember.objects.filter(user=member).exists()


def test_the_last_owner_stays_unless_an_administrator_removes_them(api, bridge, owner, admin):
    assert_answers(api(owner).delete(one(bridge, owner)), 403, FORBIDDEN)
    assert_no_content(api(admin).delete(one(bridge, owner)))

    assert api(admin).get(members_of(bridge)).json()["members"] == []


def test_an_owner_who_is_gone_counts_for_nobody(api, bridge, owner, member):
    add_owner(itwin=bridge, user=member)
    member.is_active = False
    member.save()

    assert_answers(api(owner).delete(one(bridge, owner)), 403, FORBIDDEN)
