"""/accesscontrol/itwins/{id}/jobs: many changes of the members of an iTwin in one request."""

import pytest

from accounts.models import Invitation, ITwinJob, Role, User, UserMemberRole
from accounts.operations.roles import create_role
from tests.accounts.api.envelopes import ITWIN_NOT_FOUND, UNKNOWN_ID, assert_answers, refusal
from tests.accounts.api.job_requests import IN_FULL, TAKE_OUT, error, give, held, run
from tests.factories import make_itwin, make_member, make_user

NO_JOB = refusal("JobNotFound", "Requested job is not available.")


@pytest.fixture
def jobs(bridge) -> str:
    return f"/accesscontrol/itwins/{bridge.pk}/jobs"


@pytest.fixture
def reader(bridge) -> Role:
    return create_role(itwin=bridge, display_name="Reader", permissions=["imodels_read"])


@pytest.fixture
def writer(acme) -> Role:
    """Defined on the Account, usable on every iTwin below it."""
    return create_role(itwin=acme, display_name="Writer", permissions=["imodels_write"])


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
            {"email": newcomer.email, "roleIds": [UNKNOWN_ID]},
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


@pytest.mark.parametrize("job_id", [UNKNOWN_ID, "non-existant-job-id"])
@pytest.mark.parametrize("path", ["", "/actions"])
def test_an_unknown_job_is_not_found(api, owner, jobs, job_id, path):
    response = api(owner).get(f"{jobs}/{job_id}{path}")

    assert_answers(response, 404, NO_JOB)


def test_a_job_of_another_itwin_is_not_found(api, owner, acme, jobs):
    elsewhere = make_itwin(acme, owner=owner)
    job = run(
        api(owner),
        f"/accesscontrol/itwins/{elsewhere.pk}/jobs",
        removeMembers=[{"email": "a@b.example"}],
    )

    assert api(owner).get(f"{jobs}/{job['id']}").json() == NO_JOB


@pytest.mark.parametrize("itwin_id", [UNKNOWN_ID, "no-guid"])
@pytest.mark.parametrize(
    ("method", "path"), [("post", ""), ("get", "/no-guid"), ("get", "/no-guid/actions")]
)
def test_an_unknown_itwin_is_not_found(api, owner, itwin_id, method, path):
    response = getattr(api(owner), method)(f"/accesscontrol/itwins/{itwin_id}/jobs{path}")

    assert_answers(response, 404, ITWIN_NOT_FOUND)


def test_a_job_of_a_deleted_itwin_is_not_found(api, owner, bridge, jobs):
    job = run(api(owner), jobs, **TAKE_OUT)

    api(owner).delete(f"/itwins/{bridge.pk}")

    assert api(owner).get(f"{jobs}/{job['id']}").json() == ITWIN_NOT_FOUND


def test_a_hundred_people_are_added_by_one_job(api, owner, bridge, jobs, reader):
    people = [
        make_user(f"p{place}@acme.example", organization=owner.organization) for place in range(100)
    ]

    job = run(api(owner), jobs, assignRoles=[give(person.email, reader) for person in people])

    assert job["status"] == "Completed"
    assert UserMemberRole.objects.filter(role=reader).count() == 100
