"""The groups that hold roles on an iTwin."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.api import definitions
from accounts.api.paging import page_of
from accounts.authentication.bearer import BearerRequest
from accounts.errors import UNREADABLE_BODY, InvalidMemberRequest
from accounts.operations.group_members import (
    add_group_members,
    change_group_member,
    remove_group_member,
)
from accounts.permissions import Permission
from accounts.queries.group_members import (
    group_member_of,
    group_members_of,
    read_group_entries,
    represent_group_member,
)
from accounts.queries.member_entries import read_roles_to_hold
from itwins_site.wire.request_bodies import json_object


@definitions.group_members
class GroupMemberViewSet(ViewSet):
    def list(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        page, links = page_of(request, group_members_of(itwin), InvalidMemberRequest)
        members = [represent_group_member(member) for member in page]
        return Response({"members": members, "_links": links})

    def create(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.INVITE_MEMBER)
        body = json_object(request, InvalidMemberRequest, UNREADABLE_BODY)
        added = add_group_members(itwin=itwin, entries=read_group_entries(body), by=request.user)
        return Response(
            {"members": [represent_group_member(member) for member in added]}, status=201
        )

    def retrieve(self, request: BearerRequest, itwin_id: str, group_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        return Response({"member": represent_group_member(group_member_of(itwin, group_id))})

    def partial_update(self, request: BearerRequest, itwin_id: str, group_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.INVITE_MEMBER)
        member = group_member_of(itwin, group_id)
        role_ids = read_roles_to_hold(json_object(request, InvalidMemberRequest, UNREADABLE_BODY))
        changed = change_group_member(member=member, role_ids=role_ids, by=request.user)
        return Response({"member": represent_group_member(changed)})

    def destroy(self, request: BearerRequest, itwin_id: str, group_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.REMOVE_MEMBER)
        remove_group_member(member=group_member_of(itwin, group_id), by=request.user)
        return Response(status=204)
