"""How to draw a resource of a repository of an iTwin."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.authentication.bearer import BearerRequest
from accounts.permissions import Permission
from twins.api.definitions import repositories as definitions
from twins.queries.repositories import generated_content
from twins.queries.repository_resources import graphics_in


class GraphicViewSet(ViewSet):
    @definitions.get_graphics
    def list(
        self, request: BearerRequest, itwin_id: str, repository_id: str, resource_id: str
    ) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MEMBERSHIP)
        content_id = generated_content(itwin, repository_id)
        return Response({"graphics": graphics_in(content_id, resource_id)})
