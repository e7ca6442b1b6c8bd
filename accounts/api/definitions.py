"""What the OpenAPI document says of each operation; views and methods carry it as decorators."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from accounts.api import shapes
from itwins_site.wire.definition import PREFER, SKIP, TOP, query, refusals

_NO_CONTENT = OpenApiResponse(description="Done; no body.")
_PAGING = [TOP, SKIP]


def _operation(operation_id: str, answers: Any, *statuses: int, **more: Any) -> Any:
    """One operation: its published slug, its answer by status, its refusals beside 401."""
    tag = more.pop("tag", "Access control")
    summary = operation_id.replace("-", " ").replace("itwin", "iTwin").capitalize()
    return extend_schema(
        operation_id=operation_id,
        summary=summary.replace("itwin", "iTwin"),
        tags=[tag],
        responses={**answers, **refusals(*statuses)},
        **more,
    )


permissions = extend_schema_view(
    list=_operation("get-all-permissions", {200: shapes.PERMISSIONS}),
)
roles = extend_schema_view(
    list=_operation("get-itwin-roles", {200: shapes.ROLES}, 403, 404),
    create=_operation(
        "create-itwin-role", {201: shapes.ROLE}, 403, 404, 422, request=shapes.CREATE_ROLE
    ),
    retrieve=_operation("get-itwin-role", {200: shapes.ROLE}, 403, 404),
    partial_update=_operation(
        "update-itwin-role", {200: shapes.ROLE}, 403, 404, 422, request=shapes.UPDATE_ROLE
    ),
    destroy=_operation("delete-itwin-role", {204: _NO_CONTENT}, 403, 404),
)
groups = extend_schema_view(
    list=_operation("get-itwin-groups", {200: shapes.GROUPS}, 403, 404, 422, parameters=_PAGING),
    create=_operation(
        "create-itwin-group", {201: shapes.GROUP}, 403, 404, 422, request=shapes.CREATE_GROUP
    ),
    retrieve=_operation("get-itwin-group", {200: shapes.GROUP}, 403, 404),
    partial_update=_operation(
        "update-itwin-group", {200: shapes.GROUP}, 403, 404, 422, request=shapes.UPDATE_GROUP
    ),
    destroy=_operation("delete-itwin-group", {204: _NO_CONTENT}, 403, 404),
)
group_invitations = extend_schema_view(
    list=_operation(
        "get-itwin-group-member-invitations",
        {200: shapes.GROUP_INVITATIONS},
        *(403, 404, 422),
        parameters=_PAGING,
    ),
    destroy=_operation("delete-itwin-group-member-invitation", {204: _NO_CONTENT}, 403, 404),
)
user_members = extend_schema_view(
    list=_operation(
        "get-itwin-user-members", {200: shapes.USER_MEMBERS}, 403, 404, 422, parameters=_PAGING
    ),
    create=_operation(
        "add-itwin-user-members",
        {201: shapes.ADDED_USER_MEMBERS},
        *(403, 404, 422),
        request=shapes.ADD_USER_MEMBERS,
        description="People of the organization become members at once; others are invited.",
    ),
    retrieve=_operation("get-itwin-user-member", {200: shapes.USER_MEMBER}, 403, 404),
    partial_update=_operation(
        "update-itwin-user-member",
        {200: shapes.USER_MEMBER},
        *(403, 404, 422),
        request=shapes.ASSIGN_ROLES,
    ),
    destroy=_operation("remove-itwin-user-member", {204: _NO_CONTENT}, 403, 404),
)
owner_members = extend_schema_view(
    list=_operation(
        "get-itwin-owner-members", {200: shapes.OWNER_MEMBERS}, 403, 404, 422, parameters=_PAGING
    ),
    create=_operation(
        "add-itwin-owner-member",
        {201: shapes.ADDED_OWNER},
        *(403, 404, 409, 422),
        request=shapes.ADD_OWNER,
    ),
    destroy=_operation("remove-itwin-owner-member", {204: _NO_CONTENT}, 403, 404),
)
group_members = extend_schema_view(
    list=_operation(
        "get-itwin-group-members", {200: shapes.GROUP_MEMBERS}, 403, 404, 422, parameters=_PAGING
    ),
    create=_operation(
        "add-itwin-group-members",
        {201: shapes.ADDED_GROUP_MEMBERS},
        *(403, 404, 422),
        request=shapes.ADD_GROUP_MEMBERS,
    ),
    retrieve=_operation("get-itwin-group-member", {200: shapes.GROUP_MEMBER}, 403, 404),
    partial_update=_operation(
        "update-itwin-group-member",
        {200: shapes.GROUP_MEMBER},
        *(403, 404, 422),
        request=shapes.ASSIGN_ROLES,
    ),
    destroy=_operation("remove-itwin-group-member", {204: _NO_CONTENT}, 403, 404),
)
invitations = extend_schema_view(
    list=_operation(
        "get-itwin-member-invitations",
        {200: shapes.INVITATIONS},
        *(403, 404, 422),
        parameters=_PAGING,
    ),
    retrieve=_operation("get-itwin-member-invitation", {200: shapes.INVITATION}, 403, 404),
    destroy=_operation("delete-itwin-member-invitation", {204: _NO_CONTENT}, 403, 404),
)
jobs = extend_schema_view(
    create=_operation(
        "create-itwin-job", {201: shapes.JOB}, 403, 404, 422, request=shapes.CREATE_JOB
    ),
    retrieve=_operation("get-itwin-job", {200: shapes.JOB}, 403, 404, parameters=[PREFER]),
)
shares = extend_schema_view(
    list=_operation("get-itwin-shares", {200: shapes.SHARES}, 403, 404),
    create=_operation(
        "create-itwin-share", {201: shapes.SHARE}, 403, 404, 422, request=shapes.CREATE_SHARE
    ),
    retrieve=_operation("get-itwin-share", {200: shapes.SHARE}, 403, 404),
    destroy=_operation("revoke-itwin-share", {204: _NO_CONTENT}, 403, 404),
)
users = extend_schema_view(
    list=_operation(
        "get-users",
        {200: shapes.USERS},
        422,
        tag="Users",
        parameters=[query("$search", "3 to 200 characters of a name or e-mail.", required=True)],
    ),
    retrieve=_operation("get-user", {200: shapes.USER}, 404, tag="Users"),
)

# Carried by the methods themselves: what Django REST framework has no name for.
my_permissions = _operation("get-itwin-permissions", {200: shapes.PERMISSIONS}, 404)
me = _operation("get-me", {200: shapes.ME}, tag="Users")
users_by_ids = _operation(
    "get-users-by-id-list", {200: shapes.USERS}, 422, tag="Users", request=shapes.USER_IDS
)
accept_invitation = _operation(
    "accept-itwin-member-invitation", {204: _NO_CONTENT}, 403, 404, request=None
)
job_actions = _operation("get-itwin-job-actions", {200: shapes.JOB_ACTIONS}, 403, 404)
