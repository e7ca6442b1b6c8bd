"""The permissions there are, and the caller's own on one iTwin."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.api import definitions
from accounts.authentication.bearer import BearerRequest
from accounts.permissions import catalogue, permissions_of, wire_permissions


@definitions.permissions
class PermissionViewSet(ViewSet):
    def list(self, request: BearerRequest) -> Response:
        return Response({"permissions": sorted(catalogue())})

    @definitions.my_permissions
    def mine(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id)
        held = permissions_of(request.user, itwin)
        return Response({"permissions": wire_permissions(held)})
