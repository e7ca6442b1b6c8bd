"""/accesscontrol/itwins/{id}/jobs: many changes of the members of an iTwin in one request."""

import json

import pytest
from rest_framework.test import APIClient

from accounts.models import Invitation, ITwinJob, OwnerMember, Role, User, UserMemberRole
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from accounts.queries.assignments import owner_role_id
from tests.factories import make_itwin, make_member, make_user
from twins.models import ITwin

UNKNOWN = "00000000-0000-0000-0000-000000000000"
INVITE, REMOVE = "administration_invite_member", "administration_remove_member"
IN_FULL = {"Prefer": "return=representation"}
NO_ITWIN = {"error": {"code": "ItwinNotFound", "message": "Requested iTwin is not available."}}
NO_JOB = {"error": {"code": "JobNotFound", "message": "Requested job is not available."}}
FORBIDDEN = {
    "error": {
        "code": "InsufficientPermissions",
        "message": "The user has insufficient permissions for the requested operation.",
    }
}
MESSAGES = {
    "InvalidRequestBody": "Failed to parse request body or collection is empty.",
    "InvalidProperty": "Collection size exceeds maximum size.",
    "InvalidValue": "Value outside of valid range.",
    "MissingRequiredProperty": "Required property is missing.",
}


def invalid(*wrong: tuple[str, str] | tuple[str]) -> dict:
    details = [
        {"code": code, "message": MESSAGES[code]} | ({"target": target[0]} if target else {})
        for code, *target in wrong
    ]
    return {
        "error": {
            "code": "InvalidiTwinsJobRequest",
            "message": "Request body or query is invalid.",
            "details": details,
        }
    }


UNREADABLE = invalid(("InvalidRequestBody",))


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


@pytest.fixture
def reader(bridge) -> Role:
    return create_role(itwin=bridge, display_name="Reader", permissions=["imodels_read"])


@pytest.fixture
def writer(acme) -> Role:
    """Defined on the Account, usable on every iTwin below it."""
    return create_role(itwin=acme, display_name="Writer", permissions=["imodels_write"])


@pytest.fixture
def jobs(bridge) -> str:
    return f"/accesscontrol/itwins/{bridge.pk}/jobs"


def run(client: APIClient, jobs: str, **actions: object) -> dict:
    """Creates a job, which is done when this returns, and reads it in full."""
    created = client.post(jobs, {"actions": actions}, format="json")
    assert created.status_code == 201, created.json()
    return client.get(f"{jobs}/{created.json()['id']}", headers=IN_FULL).json()


def give(email: str, *roles: Role) -> dict:
    return {"email": email, "roleIds": [str(role.pk) for role in roles]}


def held(itwin: ITwin, user: User) -> list[str]:
    """The names of the roles that a person holds, in their order."""
    rows = UserMemberRole.objects.filter(member__itwin=itwin, member__user=user)
    return list(rows.order_by("position").values_list("role__display_name", flat=True))


def error(code: str, message: str, target: str) -> dict[str, str]:
    return {"code": code, "message": message, "target": target}


def test_a_new_job_is_active_and_bare(api, owner, newcomer, bridge, jobs, reader):
    response = api(owner).post(
        jobs, {"actions": {"assignRoles": [give(newcomer.email, reader)]}}, format="json"
    )

    job = ITwinJob.objects.get()
    assert response.status_code == 201
    assert list(response.json()) == ["id", "itwinId", "status"]
    assert response.json() == {
        "id": str(job.pk),
        "itwinId": str(bridge.pk),
        "status": "Active",
    }


def test_everything_is_done_in_its_order(
    api, owner, member, newcomer, bridge, jobs, reader, writer
):
    make_member(bridge, member, name="Old")

    job = run(
        api(owner),
        jobs,
        removeMembers=[{"email": member.email}],
        unassignRoles=[give(newcomer.email, reader)],
        assignRoles=[give(newcomer.email, writer, reader), give(member.email, reader)],
    )

    assert job == {"id": job["id"], "itwinId": str(bridge.pk), "status": "Completed"}
    assert held(bridge, newcomer) == ["Writer"]
    assert held(bridge, member) == []


def test_assigning_adds_to_what_is_held(api, owner, member, bridge, jobs, reader, writer):
    make_member(bridge, member, name="Old")

    run(api(owner), jobs, assignRoles=[give(member.email.upper(), writer, reader)])

    assert held(bridge, member) == ["Writer", "Reader", "Old"]


def test_somebody_outside_the_organization_is_invited(api, owner, outsider, jobs, reader):
    job = run(
        api(owner),
        jobs,
        assignRoles=[give(outsider.email, reader), give("Unknown@nowhere.example", reader)],
    )

    invited = Invitation.objects.order_by("created_at", "id").values_list("email", flat=True)
    assert job["status"] == "Completed"
    assert sorted(invited) == ["Unknown@nowhere.example", outsider.email]


def test_unassigning_the_last_role_ends_the_membership(api, owner, member, bridge, jobs):
    role = make_member(bridge, member)

    run(api(owner), jobs, unassignRoles=[give(member.email, role)])

    assert api(member).get(f"/itwins/{bridge.pk}").status_code == 404


def test_unassigning_a_role_that_is_not_held_is_no_error(api, owner, member, bridge, jobs, reader):
    make_member(bridge, member, name="Old")

    job = run(api(owner), jobs, unassignRoles=[give(member.email, reader)])

    assert (job["status"], held(bridge, member)) == ("Completed", ["Old"])


def test_what_cannot_be_done_is_told_and_stops_nothing_else(
    api, owner, newcomer, outsider, acme, bridge, jobs, reader
):
    elsewhere = make_member(make_itwin(acme, owner=owner), newcomer)

    job = run(
        api(owner),
        jobs,
        assignRoles=[
            give(newcomer.email, reader, elsewhere),
            {"email": newcomer.email, "roleIds": [UNKNOWN]},
            give(newcomer.email, reader),
        ],
        unassignRoles=[give(outsider.email, reader), give(newcomer.email, elsewhere)],
        removeMembers=[{"email": "nobody@acme.example"}, {"email": newcomer.email}],
    )

    no_role, nobody = "Requested Role is not available.", "Requested team member is not available."
    assert job["status"] == "PartialCompleted"
    assert job["error"] == [
        error("RoleNotFound", no_role, "actions.assignRoles[0].roleIds[1]"),
        error("RoleNotFound", no_role, "actions.assignRoles[1].roleIds[0]"),
        error("TeamMemberNotFound", nobody, "actions.unassignRoles[0].email"),
        error("RoleNotFound", no_role, "actions.unassignRoles[1].roleIds[0]"),
        error("TeamMemberNotFound", nobody, "actions.removeMembers[0].email"),
    ]
    assert held(bridge, newcomer) == []


def test_a_job_of_which_nothing_could_be_done_failed(api, owner, jobs):
    job = run(api(owner), jobs, removeMembers=[{"email": "nobody@acme.example"}])

    assert (job["status"], len(job["error"])) == ("Failed", 1)


def test_errors_are_shown_on_request_only(api, owner, jobs):
    done = run(api(owner), jobs, removeMembers=[{"email": "nobody@acme.example"}])
    address = f"{jobs}/{done['id']}"

    plain = api(owner).get(address)
    minimal = api(owner).get(address, headers={"Prefer": "return=minimal"})
    in_full = api(owner).get(address, headers=IN_FULL)

    assert list(plain.json()) == list(minimal.json()) == ["id", "itwinId", "status"]
    assert list(in_full.json()) == ["id", "itwinId", "status", "error"]
    assert "Preference-Applied" not in plain.headers
    assert minimal.headers["Preference-Applied"] == "return=minimal"
    assert in_full.headers["Preference-Applied"] == "return=representation"


def test_a_member_who_can_no_longer_sign_in_is_removed_by_email(api, owner, member, bridge, jobs):
    make_member(bridge, member)
    User.objects.filter(pk=member.pk).update(is_active=False)

    job = run(api(owner), jobs, removeMembers=[{"email": member.email}])

    assert (job["status"], held(bridge, member)) == ("Completed", [])


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

    assert (response.status_code, response.json()) == (403, FORBIDDEN)
    assert not ITwinJob.objects.exists()


def test_the_actions_are_echoed_as_they_were_sent(api, owner, jobs, reader):
    actions = {
        "assignRoles": [{"email": "New.Person@acme.example", "roleIds": [str(reader.pk), UNKNOWN]}],
        "removeMembers": [],
    }
    job = run(api(owner), jobs, **actions, unassignRoles=None, options={"dryRun": True})

    response = api(owner).get(f"{jobs}/{job['id']}/actions")

    assert (response.status_code, response.json()) == (200, {"actions": actions})


@pytest.mark.parametrize("action", ["assignRoles", "unassignRoles"])
@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        (
            {},
            [("MissingRequiredProperty", ".email"), ("MissingRequiredProperty", ".roleIds")],
        ),
        ({"email": "", "roleIds": [UNKNOWN]}, [("MissingRequiredProperty", ".email")]),
        ({"email": None, "roleIds": [UNKNOWN]}, [("MissingRequiredProperty", ".email")]),
        ({"email": "no e-mail", "roleIds": [UNKNOWN]}, [("InvalidValue", ".email")]),
        ({"email": 7, "roleIds": [UNKNOWN]}, [("InvalidValue", ".email")]),
        ({"email": "a\x00@b.example", "roleIds": [UNKNOWN]}, [("InvalidValue", ".email")]),
        ({"email": "a" * 250 + "@b.example", "roleIds": [UNKNOWN]}, [("InvalidValue", ".email")]),
        ({"email": "a@b.example", "roleIds": []}, [("MissingRequiredProperty", ".roleIds")]),
        ({"email": "a@b.example", "roleIds": None}, [("MissingRequiredProperty", ".roleIds")]),
        ({"email": "a@b.example", "roleIds": UNKNOWN}, [("InvalidValue", ".roleIds")]),
        (
            {"email": "a@b.example", "roleIds": [UNKNOWN, "no-guid", 7]},
            [("InvalidValue", ".roleIds[1]"), ("InvalidValue", ".roleIds[2]")],
        ),
        ("a@b.example", [("InvalidValue", "")]),
        (None, [("InvalidValue", "")]),
    ],
)
def test_an_entry_that_is_wrong_is_refused_with_its_place(api, owner, jobs, action, entry, wrong):
    right = {"email": "a@b.example", "roleIds": [UNKNOWN]}

    response = api(owner).post(jobs, {"actions": {action: [right, entry]}}, format="json")

    expected = invalid(*((code, f"actions.{action}[1]{place}") for code, place in wrong))
    assert (response.status_code, response.json()) == (422, expected)
    assert not ITwinJob.objects.exists()


@pytest.mark.parametrize(
    ("entry", "code"), [({}, "MissingRequiredProperty"), ({"email": "x"}, "InvalidValue")]
)
def test_whom_to_remove_is_an_email(api, owner, jobs, entry, code):
    response = api(owner).post(jobs, {"actions": {"removeMembers": [entry]}}, format="json")

    expected = invalid((code, "actions.removeMembers[0].email"))
    assert (response.status_code, response.json()) == (422, expected)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{", UNREADABLE),
        ("[]", UNREADABLE),
        ('"text"', UNREADABLE),
        (r'{"actions": "\ud800"}', UNREADABLE),
        ("{}", invalid(("MissingRequiredProperty", "actions"))),
        ('{"actions": null}', invalid(("MissingRequiredProperty", "actions"))),
        ('{"actions": []}', invalid(("InvalidValue", "actions"))),
        ('{"actions": {}}', UNREADABLE),
        ('{"actions": {"assignRoles": [], "removeMembers": null}}', UNREADABLE),
        ('{"actions": {"options": {"a": 1}}}', UNREADABLE),
        (
            '{"actions": {"assignRoles": {}, "removeMembers": "all"}}',
            invalid(
                ("InvalidValue", "actions.assignRoles"), ("InvalidValue", "actions.removeMembers")
            ),
        ),
    ],
)
def test_a_body_without_actions_is_refused(api, owner, jobs, body, expected):
    response = api(owner).post(jobs, body, content_type="application/json")

    assert (response.status_code, response.json()) == (422, expected)


def test_an_action_has_at_most_a_hundred_role_ids_or_emails(api, owner, jobs):
    def post(**actions: object):
        return api(owner).post(jobs, {"actions": actions}, format="json")

    def entries(count: int, roles: int) -> list[dict]:
        ids = [UNKNOWN] * roles
        return [{"email": f"a{place}@b.example", "roleIds": ids} for place in range(count)]

    people = [{"email": f"a{place}@b.example"} for place in range(101)]
    too_many = post(assignRoles=entries(51, 2), unassignRoles=entries(1, 101), removeMembers=people)

    assert too_many.status_code == 422
    assert too_many.json() == invalid(
        ("InvalidProperty", "actions.assignRoles"),
        ("InvalidProperty", "actions.unassignRoles"),
        ("InvalidProperty", "actions.removeMembers"),
    )
    assert post(removeMembers=people[:100], unassignRoles=entries(50, 2)).status_code == 201


@pytest.mark.parametrize("job_id", [UNKNOWN, "non-existant-job-id"])
@pytest.mark.parametrize("path", ["", "/actions"])
def test_an_unknown_job_is_not_found(api, owner, jobs, job_id, path):
    response = api(owner).get(f"{jobs}/{job_id}{path}")

    assert (response.status_code, response.json()) == (404, NO_JOB)


def test_a_job_of_another_itwin_is_not_found(api, owner, acme, jobs):
    elsewhere = make_itwin(acme, owner=owner)
    job = run(
        api(owner),
        f"/accesscontrol/itwins/{elsewhere.pk}/jobs",
        removeMembers=[{"email": "a@b.example"}],
    )

    assert api(owner).get(f"{jobs}/{job['id']}").json() == NO_JOB


@pytest.mark.parametrize("itwin_id", [UNKNOWN, "no-guid"])
@pytest.mark.parametrize(
    ("method", "path"), [("post", ""), ("get", "/no-guid"), ("get", "/no-guid/actions")]
)
def test_an_unknown_itwin_is_not_found(api, owner, itwin_id, method, path):
    response = getattr(api(owner), method)(f"/accesscontrol/itwins/{itwin_id}/jobs{path}")

    assert (response.status_code, response.json()) == (404, NO_ITWIN)


ASSIGN = {"assignRoles": [{"email": "a@b.example", "roleIds": [UNKNOWN]}]}
UNASSIGN = {"unassignRoles": [{"email": "a@b.example", "roleIds": [UNKNOWN]}]}
TAKE_OUT = {"removeMembers": [{"email": "a@b.example"}]}


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
    refusals = {403: FORBIDDEN, 404: NO_ITWIN}
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
    assert api(member).get(f"{jobs}/{UNKNOWN}").json() == FORBIDDEN


def test_a_job_of_a_deleted_itwin_is_not_found(api, owner, bridge, jobs):
    job = run(api(owner), jobs, **TAKE_OUT)

    api(owner).delete(f"/itwins/{bridge.pk}")

    assert api(owner).get(f"{jobs}/{job['id']}").json() == NO_ITWIN


def test_a_hundred_people_are_added_by_one_job(api, owner, bridge, jobs, reader):
    people = [
        make_user(f"p{place}@acme.example", organization=owner.organization) for place in range(100)
    ]

    job = run(api(owner), jobs, assignRoles=[give(person.email, reader) for person in people])

    assert job["status"] == "Completed"
    assert UserMemberRole.objects.filter(role=reader).count() == 100
