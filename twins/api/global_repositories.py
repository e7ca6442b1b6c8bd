"""Global repositories and what is in them, for everybody who has signed in."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.authentication.bearer import BearerRequest
from itwins_site.wire.prefer import prefers_representation
from twins.api.definitions import repositories as definitions
from twins.api.pages_of_resources import page_of_resources
from twins.queries.repositories import (
    global_repositories,
    global_repository,
    global_repository_to_read,
)
from twins.queries.repository_resources import graphics_in, resource_in, resource_representation


class GlobalRepositoryViewSet(ViewSet):
    @definitions.get_global_repositories
    def list(self, request: BearerRequest) -> Response:
        found = global_repositories(request.query_params)
        return Response({"repositories": [each.representation() for each in found]})

    @definitions.get_global_repository
    def retrieve(self, request: BearerRequest, repository_id: str) -> Response:
        return Response({"repository": global_repository_to_read(repository_id).representation()})

    @definitions.get_global_resources
    def resources(self, request: BearerRequest, repository_id: str) -> Response:
        return page_of_resources(request, global_repository(repository_id))

    @definitions.get_global_resource
    def resource(self, request: BearerRequest, repository_id: str, resource_id: str) -> Response:
        repository = global_repository(repository_id)
        resource = resource_in(repository, resource_id)
        full = prefers_representation(request)
        return Response({"resource": resource_representation(resource, repository, full=full)})

    @definitions.get_global_graphics
    def graphics(self, request: BearerRequest, repository_id: str, resource_id: str) -> Response:
        return Response({"graphics": graphics_in(repository_id, resource_id)})
