"""Exports: lists too long for pages, written to a file in the background."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.authentication.bearer import BearerRequest
from accounts.errors import InsufficientPermissions
from itwins_site.queue import hand_over
from itwins_site.wire.request_bodies import json_object
from twins.api.definitions import exports as definitions
from twins.choices import QueryScope
from twins.errors import CannotCreateExport
from twins.operations.exports import create_export
from twins.queries.export_request import ExportRequest
from twins.queries.exports import own_export, recent_exports, represent_export
from twins.tasks import run_export


class ExportViewSet(ViewSet):
    @definitions.get_exports
    def list(self, request: BearerRequest) -> Response:
        exports = recent_exports(request.user)
        return Response({"exports": [represent_export(export) for export in exports]})

    @definitions.create_export
    def create(self, request: BearerRequest) -> Response:
        body = json_object(request, CannotCreateExport)
        # Whether they may is said before what is wrong.
        whole_organization = body.get("queryScope") == QueryScope.ORGANIZATION_ADMIN
        if whole_organization and not request.user.is_organization_administrator:
            raise InsufficientPermissions
        export = create_export(
            request=ExportRequest.from_body(body),
            client_id=request.auth.client_id,
            by=request.user,
        )
        answer = Response({"export": represent_export(export)}, status=201)
        hand_over(run_export, export.pk)
        return answer

    @definitions.get_export
    def retrieve(self, request: BearerRequest, export_id: str) -> Response:
        export = own_export(request.user, request.auth.client_id, export_id)
        return Response({"export": represent_export(export)})
