"""The answer that the three lists share: rows, links and the headers of counting."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.response import Response

from accounts.authentication.bearer import BearerRequest
from accounts.errors import InsufficientPermissions
from itwins_site.wire.paging import PageLinks
from itwins_site.wire.prefer import prefers_representation
from twins.choices import QueryScope
from twins.queries.itwin_properties import ALL, MINIMAL
from twins.queries.itwins_query import ITwinsQuery, requested_scope


def refuse_organization_scope(request: BearerRequest) -> None:
    """Refuses the whole organization to those who do not administer it, before anything else."""
    scope = requested_scope(request.headers)
    if scope == QueryScope.ORGANIZATION_ADMIN and not request.user.is_organization_administrator:
        raise InsufficientPermissions


def page_of_itwins(
    request: BearerRequest, query: ITwinsQuery, itwins: QuerySet[Any], *, path: str
) -> Response:
    names = ALL if prefers_representation(request) else MINIMAL
    page = query.page(of=itwins, names=names)
    parameters = [
        (name, value) for name, values in request.query_params.lists() for value in values if name
    ]
    links = PageLinks(path, parameters, query.skip, query.top, has_more=page.has_more)
    headers = {}
    if query.max_return is not None:
        headers["X-Max-Return"] = str(query.max_return)
    if page.total is not None:
        headers["x-total-count"] = str(page.total)
    return Response({"iTwins": page.rows, "_links": links.as_wire()}, headers=headers)
