"""Being built."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet


class JobViewSet(ViewSet):
    def create(self, request: Request, **ids: str) -> Response:
        raise NotImplementedError

    def retrieve(self, request: Request, **ids: str) -> Response:
        raise NotImplementedError

    def actions(self, request: Request, **ids: str) -> Response:
        raise NotImplementedError
