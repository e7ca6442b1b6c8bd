"""The bodies of the Access Control and Users APIs, as the OpenAPI document shows them."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from accounts.choices import InvitationStatus, JobStatus, RoleType
from itwins_site.wire.definition import LINKS

Fields = dict[str, serializers.Field]


def shape(name: str, fields: Fields, **options: Any) -> serializers.Serializer:
    return inline_serializer(name, fields, **options)


def _ids(**options: Any) -> serializers.Field:
    return serializers.ListField(child=serializers.UUIDField(), **options)


def _texts(**options: Any) -> serializers.Field:
    return serializers.ListField(child=serializers.CharField(), **options)


def _person() -> Fields:
    return {
        "id": serializers.UUIDField(),
        "email": serializers.EmailField(allow_null=True),
        "givenName": serializers.CharField(allow_null=True),
        "surname": serializers.CharField(allow_null=True),
        "organization": serializers.CharField(allow_null=True),
    }


def _role_refs(owner: str) -> serializers.Field:
    fields: Fields = {
        "id": serializers.UUIDField(),
        "displayName": serializers.CharField(),
        "description": serializers.CharField(),
    }
    return shape(f"{owner}RoleRef", fields, many=True)


PERMISSIONS = shape("Permissions", {"permissions": _texts()})

_ROLE: Fields = {
    "id": serializers.UUIDField(),
    "displayName": serializers.CharField(),
    "description": serializers.CharField(),
    "permissions": _texts(),
    "type": serializers.ChoiceField(RoleType.choices),
}
ROLE = shape("RoleResponse", {"role": shape("Role", _ROLE)})
ROLES = shape("RolesResponse", {"roles": shape("RoleRow", _ROLE, many=True)})
CREATE_ROLE = shape(
    "CreateRole",
    {
        "displayName": serializers.CharField(max_length=255),
        "description": serializers.CharField(max_length=4000, allow_blank=True),
    },
)
UPDATE_ROLE = shape(
    "UpdateRole",
    {
        "displayName": serializers.CharField(max_length=255, required=False),
        "description": serializers.CharField(max_length=4000, allow_blank=True, required=False),
        "permissions": _texts(required=False),
    },
)


def _group(name: str, **options: Any) -> serializers.Serializer:
    person = {"userId": serializers.UUIDField(), **_person()}
    fields: Fields = {
        "id": serializers.UUIDField(),
        "name": serializers.CharField(),
        "description": serializers.CharField(),
        "members": shape(f"{name}User", person, many=True),
        "imsGroups": _texts(),
    }
    return shape(name, fields, **options)


GROUP = shape("GroupResponse", {"group": _group("Group")})
GROUPS = shape("GroupsResponse", {"groups": _group("GroupRow", many=True)})
CREATE_GROUP = shape(
    "CreateGroup",
    {"name": serializers.CharField(max_length=255), "description": serializers.CharField()},
)
UPDATE_GROUP = shape(
    "UpdateGroup",
    {
        "name": serializers.CharField(max_length=255, required=False),
        "description": serializers.CharField(required=False),
        "members": _texts(required=False, max_length=50),
        "imsGroups": _texts(required=False, max_length=50),
    },
)


def _invitation(name: str, *, with_roles: bool = True, **options: Any) -> serializers.Serializer:
    fields: Fields = {
        "id": serializers.UUIDField(),
        "email": serializers.EmailField(),
        "invitedByEmail": serializers.EmailField(),
        "status": serializers.ChoiceField(InvitationStatus.choices),
        "createdDate": serializers.DateTimeField(),
        "expirationDate": serializers.DateTimeField(),
    }
    if with_roles:
        fields["roles"] = _role_refs(name)
    return shape(name, fields, **options)


INVITATION = shape("InvitationResponse", {"invitation": _invitation("Invitation")})
INVITATIONS = shape(
    "InvitationsResponse", {"invitations": _invitation("InvitationRow", many=True), "_links": LINKS}
)
GROUP_INVITATIONS = shape(
    "GroupInvitationsResponse",
    {
        "invitations": _invitation("GroupInvitationRow", with_roles=False, many=True),
        "_links": LINKS,
    },
)


def _user_member(name: str, **options: Any) -> serializers.Serializer:
    return shape(name, {**_person(), "roles": _role_refs(name)}, **options)


def _group_member(name: str, **options: Any) -> serializers.Serializer:
    fields: Fields = {
        "id": serializers.UUIDField(),
        "groupName": serializers.CharField(),
        "groupDescription": serializers.CharField(),
        "roles": _role_refs(name),
    }
    return shape(name, fields, **options)


USER_MEMBER = shape("UserMemberResponse", {"member": _user_member("UserMember")})
USER_MEMBERS = shape(
    "UserMembersResponse", {"members": _user_member("UserMemberRow", many=True), "_links": LINKS}
)
ADDED_USER_MEMBERS = shape(
    "AddedUserMembersResponse",
    {
        "members": _user_member("AddedUserMember", many=True),
        "invitations": _invitation("AddedInvitation", many=True),
    },
)
ADD_USER_MEMBERS = shape(
    "AddUserMembers",
    {
        "members": shape(
            "AddUserMember", {"email": serializers.EmailField(), "roleIds": _ids()}, many=True
        ),
        "customMessage": serializers.CharField(max_length=2000, required=False, allow_null=True),
    },
)
ASSIGN_ROLES = shape("AssignRoles", {"roleIds": _ids(max_length=50)})
OWNER_MEMBERS = shape(
    "OwnerMembersResponse", {"members": shape("OwnerRow", _person(), many=True), "_links": LINKS}
)
ADDED_OWNER = shape(
    "AddedOwnerResponse",
    {
        "member": shape("AddedOwner", _person(), allow_null=True),
        "invitation": _invitation("OwnerInvitation", allow_null=True),
    },
)
ADD_OWNER = shape("AddOwner", {"email": serializers.EmailField()})
GROUP_MEMBER = shape("GroupMemberResponse", {"member": _group_member("GroupMember")})
GROUP_MEMBERS = shape(
    "GroupMembersResponse",
    {"members": _group_member("GroupMemberRow", many=True), "_links": LINKS},
)
ADDED_GROUP_MEMBERS = shape(
    "AddedGroupMembersResponse", {"members": _group_member("AddedGroupMember", many=True)}
)
ADD_GROUP_MEMBERS = shape(
    "AddGroupMembers",
    {
        "members": shape(
            "AddGroupMember", {"groupId": serializers.UUIDField(), "roleIds": _ids()}, many=True
        )
    },
)


def _actions(name: str) -> serializers.Serializer:
    assignment: Fields = {"email": serializers.EmailField(), "roleIds": _ids()}
    fields: Fields = {
        "assignRoles": shape(f"{name}Assign", assignment, many=True, required=False),
        "unassignRoles": shape(f"{name}Unassign", assignment, many=True, required=False),
        "removeMembers": shape(
            f"{name}Remove", {"email": serializers.EmailField()}, many=True, required=False
        ),
    }
    return shape(name, fields)


CREATE_JOB = shape("CreateJob", {"actions": _actions("JobActions")})
JOB_ACTIONS = shape("JobActionsResponse", {"actions": _actions("SubmittedActions")})
_JOB_ERROR: Fields = {
    "code": serializers.CharField(),
    "message": serializers.CharField(),
    "target": serializers.CharField(required=False),
}
JOB = shape(
    "Job",
    {
        "id": serializers.UUIDField(),
        "itwinId": serializers.UUIDField(),
        "status": serializers.ChoiceField(JobStatus.choices),
        "error": shape("JobError", _JOB_ERROR, many=True, required=False),
    },
)
_SHARE: Fields = {
    "id": serializers.UUIDField(),
    "iTwinId": serializers.UUIDField(),
    "shareKey": serializers.CharField(),
    "shareContract": serializers.CharField(),
    "expiration": serializers.DateTimeField(),
}
SHARE = shape("ShareResponse", {"share": shape("Share", _SHARE)})
SHARES = shape("SharesResponse", {"shares": shape("ShareRow", _SHARE, many=True)})
CREATE_SHARE = shape(
    "CreateShare",
    {
        "shareContract": serializers.CharField(required=False),
        "expiration": serializers.DateTimeField(required=False, allow_null=True),
    },
)
_MINIMAL_USER: Fields = {
    "id": serializers.UUIDField(),
    "email": serializers.EmailField(),
    "givenName": serializers.CharField(),
    "surname": serializers.CharField(),
    "organizationName": serializers.CharField(),
}
_NOT_KEPT = ("alternateEmail", "phone", "city", "country", "language")
ME = shape(
    "MeResponse",
    {
        "user": shape(
            "Me",
            {
                **_MINIMAL_USER,
                "displayName": serializers.CharField(),
                **{name: serializers.CharField(allow_null=True) for name in _NOT_KEPT},
                "createdDateTime": serializers.DateTimeField(),
            },
        )
    },
)
USER = shape("UserResponse", {"user": shape("User", _MINIMAL_USER)})
USERS = shape("UsersResponse", {"users": shape("UserRow", _MINIMAL_USER, many=True)})
USER_IDS: serializers.BaseSerializer = serializers.ListSerializer(child=serializers.UUIDField())
