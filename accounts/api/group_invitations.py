"""Being built."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet


class GroupInvitationViewSet(ViewSet):
    def list(self, request: Request, **ids: str) -> Response:
        raise NotImplementedError

    def destroy(self, request: Request, **ids: str) -> Response:
        raise NotImplementedError
