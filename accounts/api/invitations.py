"""Member invitations of an iTwin: listed, read, withdrawn, accepted."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import existing_itwin, invitation_for, invitation_to_cancel, itwin_for
from accounts.api import definitions
from accounts.api.paging import page_of
from accounts.authentication.bearer import BearerRequest
from accounts.errors import InvalidInvitationsRequest
from accounts.operations.acceptances import accept_by_id
from accounts.operations.invitations import cancel_invitation
from accounts.permissions import Permission
from accounts.queries.invitations import invitations_seen_by, represent_invitation


@definitions.invitations
class InvitationViewSet(ViewSet):
    def list(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        seen = invitations_seen_by(request.user, itwin)
        page, links = page_of(request, seen, InvalidInvitationsRequest)
        return Response(
            {"invitations": [represent_invitation(each) for each in page], "_links": links}
        )

    def retrieve(self, request: BearerRequest, itwin_id: str, invitation_id: str) -> Response:
        invitation = invitation_for(request.user, itwin_id, invitation_id)
        return Response({"invitation": represent_invitation(invitation)})

    def destroy(self, request: BearerRequest, itwin_id: str, invitation_id: str) -> Response:
        invitation = invitation_to_cancel(request.user, itwin_id, invitation_id)
        cancel_invitation(invitation, by=request.user)
        return Response(status=204)

    @definitions.accept_invitation
    def accept(self, request: BearerRequest, itwin_id: str, invitation_id: str) -> Response:
        itwin = existing_itwin(itwin_id)
        accept_by_id(itwin=itwin, invitation_id=invitation_id, user=request.user)
        return Response(status=204)
