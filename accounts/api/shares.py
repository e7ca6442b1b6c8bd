"""The shares of an iTwin: keys that read it without signing in."""

from typing import Any

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.api import definitions
from accounts.authentication.bearer import BearerRequest
from accounts.authentication.share_key import share_key
from accounts.errors import UNREADABLE_BODY, InvalidShareRequest
from accounts.models import Share
from accounts.operations.shares import create_share, revoke_share
from accounts.permissions import Permission
from accounts.queries.shares import NewShare, share_of
from itwins_site.wire.rendering import wire_time_in_microseconds
from itwins_site.wire.request_bodies import json_object


@definitions.shares
class ShareViewSet(ViewSet):
    def list(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.FULL_CONTROL)
        shares = Share.objects.active().filter(itwin=itwin).order_by("created_at", "id")
        return Response({"shares": [_representation(share) for share in shares]})

    def create(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.FULL_CONTROL)
        body = json_object(request, InvalidShareRequest, UNREADABLE_BODY)
        share = create_share(
            itwin=itwin,
            new=NewShare.from_body(body),
            client_id=request.auth.client_id,
            by=request.user,
        )
        return Response({"share": _representation(share)}, status=201)

    def retrieve(self, request: BearerRequest, itwin_id: str, share_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.FULL_CONTROL)
        return Response({"share": _representation(share_of(itwin, share_id))})

    def destroy(self, request: BearerRequest, itwin_id: str, share_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.FULL_CONTROL)
        revoke_share(share=share_of(itwin, share_id))
        return Response(status=204)


def _representation(share: Share) -> dict[str, Any]:
    return {
        "id": str(share.pk),
        "iTwinId": str(share.itwin_id),
        "shareKey": share_key(share),
        "shareContract": share.contract,
        "expiration": wire_time_in_microseconds(share.expires_at),
    }
