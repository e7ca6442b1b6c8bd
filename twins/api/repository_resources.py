"""The resources of one repository of an iTwin."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.authentication.bearer import BearerRequest
from accounts.permissions import Permission
from itwins_site.wire.prefer import prefers_representation
from itwins_site.wire.request_bodies import json_object
from twins.api.definitions import repositories as definitions
from twins.api.pages_of_resources import page_of_resources
from twins.choices import Channel
from twins.errors import CannotAddRepositoryResource
from twins.operations.repository_resources import add_resource, remove_resource
from twins.queries.repositories import repository_of
from twins.queries.repository_resource_values import NewResource
from twins.queries.repository_resources import (
    resource_in,
    resource_representation,
    resource_to_remove,
)


class RepositoryResourceViewSet(ViewSet):
    @definitions.get_resources
    def list(self, request: BearerRequest, itwin_id: str, repository_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        return page_of_resources(request, repository_of(itwin, repository_id))

    @definitions.add_resource
    def create(self, request: BearerRequest, itwin_id: str, repository_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.ITWINS_MODIFY)
        repository = repository_of(itwin, repository_id)
        body = json_object(request, CannotAddRepositoryResource)
        new = NewResource.from_body(body, of=repository)
        added = add_resource(new=new, itwin=itwin, by=request.user, through=Channel.API)
        wire = resource_representation(added, repository, full=False)
        return Response({"resource": wire}, status=201)

    @definitions.get_resource
    def retrieve(
        self, request: BearerRequest, itwin_id: str, repository_id: str, resource_id: str
    ) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        repository = repository_of(itwin, repository_id)
        resource = resource_in(repository, resource_id)
        full = prefers_representation(request)
        return Response({"resource": resource_representation(resource, repository, full=full)})

    @definitions.delete_resource
    def destroy(
        self, request: BearerRequest, itwin_id: str, repository_id: str, resource_id: str
    ) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.ITWINS_MODIFY)
        resource = resource_to_remove(itwin, repository_id, resource_id)
        remove_resource(resource, itwin=itwin, by=request.user, through=Channel.API)
        return Response(status=204)
