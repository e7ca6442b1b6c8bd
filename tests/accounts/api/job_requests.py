"""Requests for jobs, as these tests make them."""

from typing import Any

from rest_framework.test import APIClient

from accounts.models import Role, User, UserMemberRole
from tests.accounts.api.envelopes import UNKNOWN_ID
from twins.models import ITwin

IN_FULL = {"Prefer": "return=representation"}
ASSIGN = {"assignRoles": [{"email": "a@b.example", "roleIds": [UNKNOWN_ID]}]}
UNASSIGN = {"unassignRoles": [{"email": "a@b.example", "roleIds": [UNKNOWN_ID]}]}
TAKE_OUT = {"removeMembers": [{"email": "a@b.example"}]}


def run(client: APIClient, jobs: str, **actions: object) -> dict[str, Any]:
    """Creates a job, which is done when this returns, and reads it in full."""
    created = client.post(jobs, {"actions": actions}, format="json")
    assert created.status_code == 201, created.json()
    return client.get(f"{jobs}/{created.json()['id']}", headers=IN_FULL).json()


def give(email: str, *roles: Role) -> dict[str, Any]:
    return {"email": email, "roleIds": [str(role.pk) for role in roles]}


def held(itwin: ITwin, user: User) -> list[str]:
    """The names of the roles that a person holds, in their order."""
    rows = UserMemberRole.objects.filter(member__itwin=itwin, member__user=user)
    return list(rows.order_by("position").values_list("role__display_name", flat=True))


def error(code: str, message: str, target: str) -> dict[str, str]:
    return {"code": code, "message": message, "target": target}
