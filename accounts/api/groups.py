"""The groups that are defined on an iTwin."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.api import definitions
from accounts.api.paging import page_of
from accounts.authentication.bearer import BearerRequest
from accounts.errors import UNREADABLE_BODY, InsufficientPermissions, InvalidGroupRequest
from accounts.operations.groups import change_group, create_group, delete_group
from accounts.permissions import Permission, permissions_of
from accounts.queries.groups import (
    group_of,
    groups_of,
    read_group_changes,
    read_new_group,
    represent_group,
)
from itwins_site.wire.request_bodies import json_object
from twins.models import ITwin

# Whoever may create groups, or make them members, has to be able to read them.
_READERS = (Permission.FULL_CONTROL, Permission.MANAGE_GROUPS, Permission.INVITE_MEMBER)


@definitions.groups
class GroupViewSet(ViewSet):
    def list(self, request: BearerRequest, itwin_id: str) -> Response:
        groups = groups_of(itwin_for(request.user, itwin_id, to=_READERS))
        if request.query_params.keys().isdisjoint({"$top", "$skip"}):
            return Response({"groups": [represent_group(group) for group in groups]})
        page, links = page_of(request, groups, InvalidGroupRequest)
        return Response({"groups": [represent_group(group) for group in page], "_links": links})

    def create(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = _itwin_to_manage(request, itwin_id)
        body = json_object(request, InvalidGroupRequest, UNREADABLE_BODY)
        name, description = read_new_group(body)
        group = create_group(itwin=itwin, name=name, description=description, by=request.user)
        return Response({"group": represent_group(group)}, status=201)

    def retrieve(self, request: BearerRequest, itwin_id: str, group_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=_READERS)
        return Response({"group": represent_group(group_of(itwin, group_id))})

    def partial_update(self, request: BearerRequest, itwin_id: str, group_id: str) -> Response:
        itwin = _itwin_to_manage(request, itwin_id)
        group = group_of(itwin, group_id)
        changes = read_group_changes(json_object(request, InvalidGroupRequest, UNREADABLE_BODY))
        change_group(group=group, changes=changes, by=request.user)
        return Response({"group": represent_group(group_of(itwin, group.pk))})

    def destroy(self, request: BearerRequest, itwin_id: str, group_id: str) -> Response:
        itwin = _itwin_to_manage(request, itwin_id)
        delete_group(group=group_of(itwin, group_id), by=request.user)
        return Response(status=204)


def _itwin_to_manage(request: BearerRequest, itwin_id: str) -> ITwin:
    """An Account's groups reach every iTwin below it: they are for its administrators alone."""
    itwin = itwin_for(request.user, itwin_id)
    needed = Permission.ADMINISTRATION if itwin.is_account else Permission.MANAGE_GROUPS
    if needed not in permissions_of(request.user, itwin):
        raise InsufficientPermissions
    return itwin
