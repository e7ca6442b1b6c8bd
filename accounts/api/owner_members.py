"""Owners of an iTwin: listed, added or invited, removed."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.api import definitions
from accounts.api.paging import page_of
from accounts.authentication.bearer import BearerRequest
from accounts.errors import UNREADABLE_BODY, InvalidMemberRequest
from accounts.models import Invitation
from accounts.operations.owner_members import add_owner_by_email, remove_owner
from accounts.permissions import Permission
from accounts.queries.invitations import represent_invitations
from accounts.queries.member_entries import read_owner_email
from accounts.queries.members import owner_of, owners_of, represent_owners
from itwins_site.wire.request_bodies import json_object


@definitions.owner_members
class OwnerMemberViewSet(ViewSet):
    def list(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        rows, links = page_of(request, owners_of(itwin), InvalidMemberRequest)
        owners = represent_owners([user_id for user_id, _ in rows])
        return Response({"members": owners, "_links": links})

    def create(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.FULL_CONTROL)
        body = json_object(request, InvalidMemberRequest, UNREADABLE_BODY)
        added = add_owner_by_email(itwin=itwin, email=read_owner_email(body), by=request.user)
        if isinstance(added, Invitation):
            shown = {"member": None, "invitation": represent_invitations([added])[0]}
        else:
            shown = {"member": represent_owners([added.pk])[0], "invitation": None}
        return Response(shown, status=201)

    def destroy(self, request: BearerRequest, itwin_id: str, member_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.FULL_CONTROL)
        remove_owner(itwin=itwin, user=owner_of(itwin, member_id), by=request.user)
        return Response(status=204)
