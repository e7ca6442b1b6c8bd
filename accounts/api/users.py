"""Being built."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet


class UserViewSet(ViewSet):
    def list(self, request: Request, **ids: str) -> Response:
        raise NotImplementedError

    def me(self, request: Request, **ids: str) -> Response:
        raise NotImplementedError

    def by_ids(self, request: Request, **ids: str) -> Response:
        raise NotImplementedError

    def retrieve(self, request: Request, **ids: str) -> Response:
        raise NotImplementedError
