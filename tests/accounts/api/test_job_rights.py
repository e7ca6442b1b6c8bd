"""Who may create and read jobs, and what a job may not do for them."""

import json

import pytest

from accounts.models import ITwinJob, OwnerMember, Role
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from accounts.queries.assignments import owner_role_id
from tests.accounts.api.envelopes import FORBIDDEN, ITWIN_NOT_FOUND, UNKNOWN_ID, assert_answers
from tests.accounts.api.job_requests import ASSIGN, TAKE_OUT, UNASSIGN, error, give, run
from tests.factories import make_member

INVITE, REMOVE = "administration_invite_member", "administration_remove_member"


@pytest.fixture
def jobs(bridge) -> str:
    return f"/accesscontrol/itwins/{bridge.pk}/jobs"


@pytest.fixture
def reader(bridge) -> Role:
    return create_role(itwin=bridge, display_name="Reader", permissions=["imodels_read"])


def test_ownership_is_neither_given_nor_taken_through_roles(
    api, owner, newcomer, bridge, jobs, reader
):
    ownership = str(owner_role_id(bridge.pk))

    job = run(
        api(owner),
        jobs,
        assignRoles=[{"email": newcomer.email, "roleIds": [ownership]}],
        unassignRoles=[{"email": owner.email, "roleIds": [ownership]}],
    )

    assert [each["target"] for each in job["error"]] == ["actions.assignRoles[0].roleIds[0]"]
    owners = OwnerMember.objects.filter(itwin=bridge).values_list("user__email", flat=True)
    assert list(owners) == [owner.email]


def test_an_owner_is_not_removed_by_somebody_who_is_none(api, owner, member, bridge, jobs):
    make_member(bridge, member, REMOVE)

    job = run(api(member), jobs, removeMembers=[{"email": owner.email}])

    assert job["error"] == [
        error(
            "InsufficientPermissions",
            FORBIDDEN["error"]["message"],
            "actions.removeMembers[0]",
        )
    ]
    assert OwnerMember.objects.filter(itwin=bridge, user=owner).exists()


def test_roles_that_hold_more_than_the_caller_are_refused_at_once(
    api, member, newcomer, bridge, jobs, reader
):
    make_member(bridge, member, INVITE)

    response = api(member).post(
        jobs, {"actions": {"assignRoles": [give(newcomer.email, reader)]}}, format="json"
    )

    assert_answers(response, 403, FORBIDDEN)
    assert not ITwinJob.objects.exists()


@pytest.mark.parametrize(
    ("permissions", "actions", "status"),
    [
        ([INVITE], ASSIGN, 201),
        ([INVITE], UNASSIGN, 201),
        ([INVITE], TAKE_OUT, 403),
        ([INVITE], {**ASSIGN, **TAKE_OUT}, 403),
        ([REMOVE], TAKE_OUT, 201),
        ([REMOVE], {**TAKE_OUT, "assignRoles": []}, 201),
        ([REMOVE], ASSIGN, 403),
        ([REMOVE], UNASSIGN, 403),
        ([REMOVE], {"assignRoles": "nonsense"}, 403),
        ([REMOVE], {"removeMembers": "nonsense"}, 422),
        ([INVITE, REMOVE], {**ASSIGN, **UNASSIGN, **TAKE_OUT}, 201),
        (["administration_manage_roles", "itwins_modify"], TAKE_OUT, 403),
        ([], {}, 403),
    ],
)
def test_each_action_needs_its_permission(api, member, bridge, jobs, permissions, actions, status):
    make_member(bridge, member, *permissions)

    response = api(member).post(jobs, {"actions": actions}, format="json")

    assert response.status_code == status
    if status == 403:
        assert response.json() == FORBIDDEN


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("owner", [201, 200, 200]),
        ("admin", [201, 200, 200]),
        ("member", [403, 403, 403]),
        ("newcomer", [404, 404, 404]),
        ("outsider", [404, 404, 404]),
        (None, [401, 401, 401]),
    ],
)
def test_strangers_and_unpermitted_members_are_refused(
    request, api, owner, member, bridge, jobs, who, status
):
    make_member(bridge, member)
    job = run(api(owner), jobs, **TAKE_OUT)
    client = api(request.getfixturevalue(who) if who else None)

    answers = [
        client.post(jobs, json.dumps({"actions": TAKE_OUT}), content_type="application/json"),
        client.get(f"{jobs}/{job['id']}"),
        client.get(f"{jobs}/{job['id']}/actions"),
    ]

    assert [answer.status_code for answer in answers] == status
    refusals = {403: FORBIDDEN, 404: ITWIN_NOT_FOUND}
    assert all(a.json() == refusals[a.status_code] for a in answers if a.status_code in refusals)


@pytest.mark.parametrize("permission", [INVITE, REMOVE])
def test_whoever_could_have_created_a_job_may_read_it(api, owner, member, bridge, jobs, permission):
    make_member(bridge, member, permission)
    job = run(api(owner), jobs, **TAKE_OUT)

    assert api(member).get(f"{jobs}/{job['id']}").status_code == 200


def test_the_creator_reads_a_job_after_losing_the_permission(api, member, bridge, jobs, reader):
    role = make_member(bridge, member, REMOVE)
    job = run(api(member), jobs, **TAKE_OUT)
    add_user_member(itwin=bridge, user=member, roles=[reader])
    role.permissions.clear()

    assert api(member).get(f"{jobs}/{job['id']}").status_code == 200
    assert api(member).get(f"{jobs}/{UNKNOWN_ID}").json() == FORBIDDEN
