"""The invitations to a group of an Account that wait for an answer."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.api.paging import page_of
from accounts.authentication.bearer import BearerRequest
from accounts.errors import InsufficientPermissions, InvalidInvitationsRequest
from accounts.operations.group_invitations import cancel_group_invitation
from accounts.permissions import Permission, permissions_of
from accounts.queries.group_invitations import (
    group_invitation_on_the_wire,
    pending_invitation,
    pending_invitations,
)
from accounts.queries.groups import group_of

_MAY_CANCEL_ANY = {Permission.FULL_CONTROL, Permission.REMOVE_MEMBER}


class GroupInvitationViewSet(ViewSet):
    def list(self, request: BearerRequest, itwin_id: str, group_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        shown = pending_invitations(group_of(itwin, group_id))
        if Permission.FULL_CONTROL not in permissions_of(request.user, itwin):
            shown = shown.filter(invited_by=request.user)
        page, links = page_of(request, shown, InvalidInvitationsRequest)
        invitations = [group_invitation_on_the_wire(invitation) for invitation in page]
        return Response({"invitations": invitations, "_links": links})

    def destroy(
        self, request: BearerRequest, itwin_id: str, group_id: str, invitation_id: str
    ) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        invitation = pending_invitation(group_of(itwin, group_id), invitation_id)
        sent_by_another = invitation.invited_by_id != request.user.pk
        permissions = permissions_of(request.user, itwin)
        if sent_by_another and permissions.isdisjoint(_MAY_CANCEL_ANY):
            raise InsufficientPermissions
        cancel_group_invitation(invitation_id=invitation.pk)
        return Response(status=204)
