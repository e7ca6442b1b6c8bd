"""User members of an iTwin: listed, added or invited, given other roles, removed."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.api import definitions
from accounts.api.paging import page_of
from accounts.authentication.bearer import BearerRequest
from accounts.errors import UNREADABLE_BODY, InvalidMemberRequest
from accounts.operations.user_members import add_members, change_user_member, remove_user_member
from accounts.permissions import Permission
from accounts.queries.invitations import represent_invitations
from accounts.queries.member_entries import read_member_entries, read_roles_to_hold
from accounts.queries.members import represent_user_members, user_member_of, user_members_of
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.request_bodies import json_object


@definitions.user_members
class UserMemberViewSet(ViewSet):
    def list(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        rows, links = page_of(request, user_members_of(itwin), InvalidMemberRequest)
        members = represent_user_members(itwin, [user_id for user_id, _ in rows])
        return Response({"members": members, "_links": links})

    def create(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.INVITE_MEMBER)
        body = json_object(request, InvalidMemberRequest, UNREADABLE_BODY)
        entries, message = read_member_entries(body)
        people, invitations = add_members(
            itwin=itwin, entries=entries, by=request.user, message=message
        )
        added = {
            "members": represent_user_members(itwin, [person.pk for person in people]),
            "invitations": represent_invitations(invitations),
        }
        return Response(added, status=201)

    def retrieve(self, request: BearerRequest, itwin_id: str, member_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        member = user_member_of(itwin, member_id)
        return Response({"member": represent_user_members(itwin, [member.pk])[0]})

    def partial_update(self, request: BearerRequest, itwin_id: str, member_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.INVITE_MEMBER)
        member = user_member_of(itwin, member_id)
        body = json_object(request, InvalidMemberRequest, UNREADABLE_BODY)
        role_ids = read_roles_to_hold(body)
        change_user_member(itwin=itwin, user=member, role_ids=role_ids, by=request.user)
        return Response({"member": represent_user_members(itwin, [member.pk])[0]})

    def destroy(self, request: BearerRequest, itwin_id: str, member_id: str) -> Response:
        # Whoever belongs to an iTwin may leave it.
        is_leaving = parse_guid(member_id) == request.user.pk
        needed = Permission.MEMBERSHIP if is_leaving else Permission.REMOVE_MEMBER
        itwin = itwin_for(request.user, itwin_id, to=needed)
        member = user_member_of(itwin, member_id)
        remove_user_member(itwin=itwin, user=member, by=request.user)
        return Response(status=204)
