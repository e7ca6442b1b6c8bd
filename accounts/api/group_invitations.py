"""The invitations to a group that wait for an answer: listed, withdrawn."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.api import definitions
from accounts.api.paging import page_of
from accounts.authentication.bearer import BearerRequest
from accounts.errors import InsufficientPermissions, InvalidInvitationsRequest
from accounts.operations.invitations import cancel_invitation
from accounts.permissions import Permission, permissions_of
from accounts.queries.group_invitations import (
    group_invitations_seen_by,
    pending_group_invitation,
    represent_group_invitation,
)
from accounts.queries.groups import group_of

_MAY_WITHDRAW_ANY = {Permission.FULL_CONTROL, Permission.REMOVE_MEMBER}


@definitions.group_invitations
class GroupInvitationViewSet(ViewSet):
    def list(self, request: BearerRequest, itwin_id: str, group_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        seen = group_invitations_seen_by(request.user, group_of(itwin, group_id))
        page, links = page_of(request, seen, InvalidInvitationsRequest)
        return Response(
            {"invitations": [represent_group_invitation(each) for each in page], "_links": links}
        )

    def destroy(
        self, request: BearerRequest, itwin_id: str, group_id: str, invitation_id: str
    ) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        invitation = pending_group_invitation(group_of(itwin, group_id), invitation_id)
        is_theirs = invitation.invited_by_id == request.user.pk
        if not is_theirs and permissions_of(request.user, itwin).isdisjoint(_MAY_WITHDRAW_ANY):
            raise InsufficientPermissions
        cancel_invitation(invitation, by=request.user)
        return Response(status=204)
