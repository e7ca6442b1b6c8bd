"""explain says why a person may, or plainly that they may not."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Group, GroupMember
from accounts.operations.roles import create_role
from tests.factories import make_itwin, make_member
from twins.choices import Channel
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


def explain(*arguments: object) -> tuple[int, list[str]]:
    """The exit code and the lines printed."""
    output = io.StringIO()
    code = 0
    try:
        call_command("explain", *map(str, arguments), stdout=output)
    except SystemExit as stopped:
        code = int(str(stopped.code))
    return code, output.getvalue().splitlines()


def test_every_reason_is_told_with_what_it_grants(bridge, acme, member):
    make_member(bridge, member, "itwins_modify", "imodels_read", name="Editor")
    make_member(bridge, member, name="Guest")
    group = Group.objects.create(itwin=acme, name="Crew", name_folded="crew")
    group.listed_users.create(user=member)
    lead = create_role(itwin=acme, display_name="Lead", permissions=["storage_read"])
    crew = GroupMember.objects.create(itwin=bridge, group=group)
    crew.role_assignments.create(role=lead, position=0)

    assert explain("Member@acme.example", bridge.pk) == (
        0,
        [
            f"member@acme.example is known to Bridge ({bridge.pk}):",
            "  Role Editor (defined on the iTwin): imodels_read, itwins_modify",
            "  Role Guest (defined on the iTwin): no permission",
            "  Role Lead (defined on the Account), through the group Crew: storage_read",
        ],
    )


def test_of_one_permission_only_what_grants_it_is_told(bridge, member):
    make_member(bridge, member, "itwins_modify", "imodels_read", name="Editor")
    make_member(bridge, member, "imodels_read", name="Reader")

    assert explain(member.email, str(bridge.pk).upper(), "ITWINS_MODIFY") == (
        0,
        [
            f"member@acme.example has itwins_modify on Bridge ({bridge.pk}):",
            "  Role Editor (defined on the iTwin): imodels_read, itwins_modify",
        ],
    )


def test_a_permission_that_is_lacking_is_exit_code_1(bridge, member):
    make_member(bridge, member, "imodels_read")

    assert explain(member.email, bridge.pk, "itwins_modify") == (
        1,
        [
            f"member@acme.example does not have itwins_modify on Bridge ({bridge.pk}), only:",
            "  Role Reader (defined on the iTwin): imodels_read",
        ],
    )


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("owner", "Owner of the iTwin"),
        ("admin", "Account Administrator of Acme Corporation, which owns the Account"),
    ],
)
def test_a_standing_is_a_reason_for_everything(bridge, request, who, reason):
    code, lines = explain(request.getfixturevalue(who).email, bridge.pk, "full control")

    assert code == 0
    assert len(lines) == 2
    assert lines[1].startswith(f"  {reason}: REPORTINGEDIT, ")


@pytest.mark.parametrize("asked", [[], ["itwins_modify"]])
@pytest.mark.parametrize("who", ["newcomer", "outsider", "loner", "support"])
def test_a_stranger_is_told_plainly(bridge, request, who, asked):
    person = request.getfixturevalue(who)

    assert explain(person.email, bridge.pk, *asked) == (
        1,
        [f"{person.email} is a stranger to Bridge ({bridge.pk}), and has no permission there."],
    )


def test_a_newcomer_belongs_to_the_account_without_a_permission(acme, newcomer):
    assert explain(newcomer.email, acme.pk) == (
        1,
        [
            "newcomer@acme.example is of the organization that owns"
            f" Acme Corp. ({acme.pk}), and has no permission there."
        ],
    )


def test_what_does_not_exist_is_one_sentence(bridge, owner):
    with pytest.raises(CommandError, match=r"^There is no person with the e-mail x@y\.example\.$"):
        explain("x@y.example", bridge.pk)
    with pytest.raises(CommandError, match=r"^There is no iTwin with the id bridge\.$"):
        explain(owner.email, "bridge")
    with pytest.raises(CommandError, match=r"^There is no permission fly\. Next: "):
        explain(owner.email, bridge.pk, "fly")


def test_a_deleted_itwin_and_a_person_who_is_not_active_explain_nothing(bridge, owner):
    delete_itwin(bridge, by=owner, through=Channel.API)
    with pytest.raises(CommandError, match=r"^There is no iTwin"):
        explain(owner.email, bridge.pk)

    owner.is_active = False
    owner.save()
    with pytest.raises(CommandError, match=r"^owner@acme\.example is not active"):
        explain(owner.email, bridge.pk)
