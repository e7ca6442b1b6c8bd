"""The caller, and the people of the caller's organization."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api import definitions
from accounts.authentication.bearer import BearerRequest
from accounts.errors import UNREADABLE_BODY, InvalidUsersRequest, UserNotFound
from accounts.queries.users import (
    colleagues_of,
    found_by,
    in_order,
    own_representation,
    read_search,
    read_user_ids,
    user_representation,
)
from itwins_site.wire.request_bodies import json_value


@definitions.users
class UserViewSet(ViewSet):
    actions_that_read = ("by_ids",)

    def list(self, request: BearerRequest) -> Response:
        search = read_search(request.query_params.get("$search"))
        people = found_by(colleagues_of(request.user), search)
        return Response({"users": [user_representation(person) for person in people]})

    @definitions.me
    def me(self, request: BearerRequest) -> Response:
        return Response({"user": own_representation(request.user)})

    @definitions.users_by_ids
    def by_ids(self, request: BearerRequest) -> Response:
        ids = read_user_ids(json_value(request, InvalidUsersRequest, UNREADABLE_BODY))
        people = in_order(colleagues_of(request.user), ids)
        return Response({"users": [user_representation(person) for person in people]})

    def retrieve(self, request: BearerRequest, user_id: str) -> Response:
        found = in_order(colleagues_of(request.user), read_user_ids([user_id]))
        if not found:
            raise UserNotFound
        return Response({"user": user_representation(found[0])})
