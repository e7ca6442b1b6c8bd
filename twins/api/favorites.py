"""The caller's favorites."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for, itwin_to_collect
from accounts.authentication.bearer import BearerRequest
from accounts.queries.query_scope import visible_to
from twins.api.definitions import itwins as definitions
from twins.api.pages_of_itwins import page_of_itwins, refuse_organization_scope
from twins.operations.favorites import add_favorite, remove_favorite
from twins.queries.itwins_query import ITwinsQuery


class FavoriteViewSet(ViewSet):
    @definitions.get_favorites
    def list(self, request: BearerRequest) -> Response:
        refuse_organization_scope(request)
        query = ITwinsQuery.from_simple_options(request.query_params, request.headers)
        starred = (
            visible_to(request.user)
            .filter(favorites__user=request.user)
            .order_by("-favorites__created_at", "-favorites__id")
        )
        return page_of_itwins(request, query, starred, path="/itwins/favorites")

    @definitions.add_favorite
    def add(self, request: BearerRequest, itwin_id: str) -> Response:
        add_favorite(user=request.user, itwin=itwin_to_collect(request.user, itwin_id))
        return Response(status=204)

    @definitions.remove_favorite
    def remove(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id)
        remove_favorite(user=request.user, itwin_id=itwin.pk)
        return Response(status=204)
