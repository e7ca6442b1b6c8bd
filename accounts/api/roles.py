"""The roles defined on an iTwin; those of an Account are found under the Account's id."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.api import definitions
from accounts.authentication.bearer import BearerRequest
from accounts.errors import UNREADABLE_BODY, InvalidRoleRequest
from accounts.operations.roles import change_role, create_role, delete_role
from accounts.permissions import Permission
from accounts.queries.role_values import changes_of_role, values_of_new_role
from accounts.queries.roles import (
    representation_of,
    role_representation,
    role_to_change,
    roles_of,
)
from itwins_site.wire.request_bodies import json_object

# Whoever may assign roles has to be able to choose among them.
_READING = (Permission.MANAGE_ROLES, Permission.INVITE_MEMBER)


@definitions.roles
class RoleViewSet(ViewSet):
    def list(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=_READING)
        return Response({"roles": [role_representation(role) for role in roles_of(itwin)]})

    def create(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MANAGE_ROLES)
        body = json_object(request, InvalidRoleRequest, UNREADABLE_BODY)
        role = create_role(itwin=itwin, by=request.user, **values_of_new_role(body))
        return Response({"role": role_representation(role)}, status=201)

    def retrieve(self, request: BearerRequest, itwin_id: str, role_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=_READING)
        return Response({"role": representation_of(itwin, role_id)})

    def partial_update(self, request: BearerRequest, itwin_id: str, role_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MANAGE_ROLES)
        role = role_to_change(itwin, role_id)
        body = json_object(request, InvalidRoleRequest, UNREADABLE_BODY)
        changed = change_role(role, by=request.user, **changes_of_role(body))
        return Response({"role": role_representation(changed)})

    def destroy(self, request: BearerRequest, itwin_id: str, role_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.MANAGE_ROLES)
        delete_role(role_to_change(itwin, role_id), by=request.user)
        return Response(status=204)
