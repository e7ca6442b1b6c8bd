"""The iTwins that the caller used last."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_to_collect
from accounts.authentication.bearer import BearerRequest
from accounts.queries.query_scope import visible_to
from twins.api.definitions import itwins as definitions
from twins.api.pages_of_itwins import page_of_itwins, refuse_organization_scope
from twins.operations.recents import touch_recent
from twins.queries.itwins_query import ITwinsQuery


class RecentViewSet(ViewSet):
    @definitions.get_recents
    def list(self, request: BearerRequest) -> Response:
        refuse_organization_scope(request)
        query = ITwinsQuery.from_simple_options(request.query_params, request.headers)
        used = (
            visible_to(request.user)
            .filter(recents__user=request.user)
            .order_by("-recents__used_at", "-recents__id")
        )
        return page_of_itwins(request, query, used, path="/itwins/recents")

    @definitions.add_recent
    def use(self, request: BearerRequest, itwin_id: str) -> Response:
        touch_recent(user=request.user, itwin=itwin_to_collect(request.user, itwin_id))
        return Response(status=204)
