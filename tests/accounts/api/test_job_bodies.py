"""What a body may ask a job to do, and what is refused."""

import pytest

from accounts.models import ITwinJob, Role
from accounts.operations.roles import create_role
from tests.accounts.api.envelopes import UNKNOWN_ID, assert_answers, refusal
from tests.accounts.api.job_requests import run

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
    answer = refusal("InvalidiTwinsJobRequest", "Request body or query is invalid.")
    return {"error": answer["error"] | {"details": details}}


UNREADABLE = invalid(("InvalidRequestBody",))


@pytest.fixture
def jobs(bridge) -> str:
    return f"/accesscontrol/itwins/{bridge.pk}/jobs"


@pytest.fixture
def reader(bridge) -> Role:
    return create_role(itwin=bridge, display_name="Reader", permissions=["imodels_read"])


def test_the_actions_are_echoed_as_they_were_sent(api, owner, jobs, reader):
    actions = {
        "assignRoles": [
            {"email": "New.Person@acme.example", "roleIds": [str(reader.pk), UNKNOWN_ID]}
        ],
        "removeMembers": [],
    }
    job = run(api(owner), jobs, **actions, unassignRoles=None, options={"dryRun": True})

    response = api(owner).get(f"{jobs}/{job['id']}/actions")

    assert_answers(response, 200, {"actions": actions})


@pytest.mark.parametrize("action", ["assignRoles", "unassignRoles"])
@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        (
            {},
            [("MissingRequiredProperty", ".email"), ("MissingRequiredProperty", ".roleIds")],
        ),
        ({"email": "", "roleIds": [UNKNOWN_ID]}, [("MissingRequiredProperty", ".email")]),
        ({"email": None, "roleIds": [UNKNOWN_ID]}, [("MissingRequiredProperty", ".email")]),
        ({"email": "no e-mail", "roleIds": [UNKNOWN_ID]}, [("InvalidValue", ".email")]),
        ({"email": 7, "roleIds": [UNKNOWN_ID]}, [("InvalidValue", ".email")]),
        ({"email": "a\x00@b.example", "roleIds": [UNKNOWN_ID]}, [("InvalidValue", ".email")]),
        (
            {"email": "a" * 250 + "@b.example", "roleIds": [UNKNOWN_ID]},
            [("InvalidValue", ".email")],
        ),
        ({"email": "a@b.example", "roleIds": []}, [("MissingRequiredProperty", ".roleIds")]),
        ({"email": "a@b.example", "roleIds": None}, [("MissingRequiredProperty", ".roleIds")]),
        ({"email": "a@b.example", "roleIds": UNKNOWN_ID}, [("InvalidValue", ".roleIds")]),
        (
            {"email": "a@b.example", "roleIds": [UNKNOWN_ID, "no-guid", 7]},
            [("InvalidValue", ".roleIds[1]"), ("InvalidValue", ".roleIds[2]")],
        ),
        ("a@b.example", [("InvalidValue", "")]),
        (None, [("InvalidValue", "")]),
    ],
)
def test_an_entry_that_is_wrong_is_refused_with_its_place(api, owner, jobs, action, entry, wrong):
    right = {"email": "a@b.example", "roleIds": [UNKNOWN_ID]}

    response = api(owner).post(jobs, {"actions": {action: [right, entry]}}, format="json")

    expected = invalid(*((code, f"actions.{action}[1]{place}") for code, place in wrong))
    assert_answers(response, 422, expected)
    assert not ITwinJob.objects.exists()


@pytest.mark.parametrize(
    ("entry", "code"), [({}, "MissingRequiredProperty"), ({"email": "x"}, "InvalidValue")]
)
def test_whom_to_remove_is_an_email(api, owner, jobs, entry, code):
    response = api(owner).post(jobs, {"actions": {"removeMembers": [entry]}}, format="json")

    expected = invalid((code, "actions.removeMembers[0].email"))
    assert_answers(response, 422, expected)


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

    assert_answers(response, 422, expected)


def test_an_action_has_at_most_a_hundred_role_ids_or_emails(api, owner, jobs):
    def post(**actions: object):
        return api(owner).post(jobs, {"actions": actions}, format="json")

    def entries(count: int, roles: int) -> list[dict]:
        ids = [UNKNOWN_ID] * roles
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
