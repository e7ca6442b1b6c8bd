"""The repositories of an iTwin."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.authentication.bearer import BearerRequest
from accounts.permissions import Permission
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.request_bodies import json_object
from twins.api.definitions import repositories as definitions
from twins.choices import Channel
from twins.errors import CannotAddRepository, CannotUpdateRepository
from twins.operations.repositories import add_repository, change_repository, remove_repository
from twins.queries.repositories import (
    listed,
    repositories_of,
    repository_to_change,
    repository_to_read,
)
from twins.queries.repositories_query import RepositoriesQuery, refuse_malformed_id
from twins.queries.repository_values import NewRepository, changes_of_repository


class RepositoryViewSet(ViewSet):
    @definitions.get_repositories
    def list(self, request: BearerRequest, itwin_id: str) -> Response:
        if parse_guid(itwin_id) is None:
            refuse_malformed_id(request.query_params)
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        query = RepositoriesQuery.from_options(request.query_params)
        found = repositories_of(itwin, query)
        return Response({"repositories": [each.representation() for each in found]})

    @definitions.add_repository
    def create(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.ITWINS_MODIFY)
        new = NewRepository.from_body(json_object(request, CannotAddRepository))
        added = add_repository(itwin=itwin, new=new, by=request.user, through=Channel.API)
        return Response({"repository": listed(added).representation()}, status=201)

    @definitions.get_repository
    def retrieve(self, request: BearerRequest, itwin_id: str, repository_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        repository = repository_to_read(itwin, repository_id)
        return Response({"repository": repository.representation()})

    @definitions.update_repository
    def partial_update(self, request: BearerRequest, itwin_id: str, repository_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.ITWINS_MODIFY)
        repository = repository_to_change(itwin, repository_id)
        body = json_object(request, CannotUpdateRepository)
        changed = change_repository(
            repository,
            itwin=itwin,
            by=request.user,
            through=Channel.API,
            **changes_of_repository(body, of=repository),
        )
        return Response({"repository": listed(changed).representation()})

    @definitions.delete_repository
    def destroy(self, request: BearerRequest, itwin_id: str, repository_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.ITWINS_MODIFY)
        repository = repository_to_change(itwin, repository_id)
        remove_repository(repository, itwin=itwin, by=request.user, through=Channel.API)
        return Response(status=204)
