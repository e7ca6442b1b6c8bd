"""The table of contents of the Access Control API, below /accesscontrol/itwins."""

from typing import Any

from django.urls import path

from accounts.api.group_invitations import GroupInvitationViewSet
from accounts.api.group_members import GroupMemberViewSet
from accounts.api.groups import GroupViewSet
from accounts.api.invitations import InvitationViewSet
from accounts.api.jobs import JobViewSet
from accounts.api.owner_members import OwnerMemberViewSet
from accounts.api.permissions import PermissionViewSet
from accounts.api.roles import RoleViewSet
from accounts.api.shares import ShareViewSet
from accounts.api.user_members import UserMemberViewSet

_COLLECTION: dict[str, Any] = {"get": "list", "post": "create"}
_ITEM: dict[str, Any] = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}

urlpatterns = [
    path("/permissions", PermissionViewSet.as_view({"get": "list"})),
    path("/<str:itwin_id>/permissions", PermissionViewSet.as_view({"get": "mine"})),
    path("/<str:itwin_id>/roles", RoleViewSet.as_view(_COLLECTION)),
    path("/<str:itwin_id>/roles/<str:role_id>", RoleViewSet.as_view(_ITEM)),
    path("/<str:itwin_id>/groups", GroupViewSet.as_view(_COLLECTION)),
    path("/<str:itwin_id>/groups/<str:group_id>", GroupViewSet.as_view(_ITEM)),
    path(
        "/<str:itwin_id>/groups/<str:group_id>/invitations",
        GroupInvitationViewSet.as_view({"get": "list"}),
    ),
    path(
        "/<str:itwin_id>/groups/<str:group_id>/invitations/<str:invitation_id>",
        GroupInvitationViewSet.as_view({"delete": "destroy"}),
    ),
    path("/<str:itwin_id>/members/users", UserMemberViewSet.as_view(_COLLECTION)),
    path("/<str:itwin_id>/members/users/<str:member_id>", UserMemberViewSet.as_view(_ITEM)),
    path("/<str:itwin_id>/members/owners", OwnerMemberViewSet.as_view(_COLLECTION)),
    path(
        "/<str:itwin_id>/members/owners/<str:member_id>",
        OwnerMemberViewSet.as_view({"delete": "destroy"}),
    ),
    path("/<str:itwin_id>/members/groups", GroupMemberViewSet.as_view(_COLLECTION)),
    path("/<str:itwin_id>/members/groups/<str:group_id>", GroupMemberViewSet.as_view(_ITEM)),
    path("/<str:itwin_id>/members/invitations", InvitationViewSet.as_view({"get": "list"})),
    path(
        "/<str:itwin_id>/members/invitations/<str:invitation_id>",
        InvitationViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
    ),
    path(
        "/<str:itwin_id>/members/invitations/<str:invitation_id>/accept",
        InvitationViewSet.as_view({"post": "accept"}),
    ),
    path("/<str:itwin_id>/jobs", JobViewSet.as_view({"post": "create"})),
    path("/<str:itwin_id>/jobs/<str:job_id>", JobViewSet.as_view({"get": "retrieve"})),
    path("/<str:itwin_id>/jobs/<str:job_id>/actions", JobViewSet.as_view({"get": "actions"})),
    path("/<str:itwin_id>/shares", ShareViewSet.as_view(_COLLECTION)),
    path(
        "/<str:itwin_id>/shares/<str:share_id>",
        ShareViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
    ),
]
