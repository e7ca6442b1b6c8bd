"""The answer that the lists of resources share: rows and links."""

from rest_framework.response import Response

from accounts.authentication.bearer import BearerRequest
from itwins_site.wire.paging import PageLinks
from itwins_site.wire.prefer import prefers_representation
from twins.queries.repositories import ListedRepository
from twins.queries.repository_resources import ResourcesQuery, resource_representation


def page_of_resources(request: BearerRequest, repository: ListedRepository) -> Response:
    query = ResourcesQuery.from_options(request.query_params)
    rows, has_more = query.page(of=repository)
    parameters = [
        (name, value) for name, values in request.query_params.lists() for value in values if name
    ]
    path = f"{repository.path}/resources"
    links = PageLinks(path, parameters, query.skip, query.top, has_more=has_more)
    full = prefers_representation(request)
    wire = [resource_representation(row, repository, full=full) for row in rows]
    return Response({"resources": wire, "_links": links.as_wire()})
