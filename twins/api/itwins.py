"""The collection of iTwins and its items."""

from uuid import UUID

from rest_framework.authentication import BaseAuthentication
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.authentication.bearer import BearerRequest
from accounts.authentication.share_key import ShareKeyAuthentication, shared_itwin
from accounts.errors import InsufficientPermissions
from accounts.models import User
from accounts.operations.organizations import open_primary_account
from accounts.permissions import Permission
from accounts.queries.query_scope import listed_for
from itwins_site.wire.errors import ApiError, ErrorDetail
from itwins_site.wire.prefer import prefers_representation
from itwins_site.wire.request_bodies import json_object
from twins.api.definitions import itwins as definitions
from twins.api.pages_of_itwins import page_of_itwins, refuse_organization_scope
from twins.choices import Channel
from twins.errors import CannotCreateITwin, CannotUpdateITwin, ITwinNotFound
from twins.models import ITwin
from twins.operations.hierarchy import HierarchyChanged, WouldBeItsOwnAncestor
from twins.operations.lifecycle import change_itwin, create_itwin, delete_itwin
from twins.queries.itwin_properties import ALL, MINIMAL, representation
from twins.queries.itwin_values import (
    ITwinUpdate,
    NewITwin,
    ParentIdIncorrect,
    requested_parent_id,
)
from twins.queries.itwins_query import ITwinsQuery


class ITwinViewSet(ViewSet):
    def get_authenticators(self) -> list[BaseAuthentication]:
        """Bearer tokens, and where one iTwin is read also the key of a share."""
        reads_one = (
            self.request and self.action_map.get(str(self.request.method).lower()) == "retrieve"
        )
        return [*([ShareKeyAuthentication()] if reads_one else []), *super().get_authenticators()]

    @definitions.get_my_itwins
    def list(self, request: BearerRequest) -> Response:
        refuse_organization_scope(request)
        query = ITwinsQuery.from_options(request.query_params, request.headers)
        itwins = listed_for(request.user, query.scope, query.sub_classes)
        return page_of_itwins(request, query, itwins, path="/itwins/")

    @definitions.create_itwin
    def create(self, request: BearerRequest) -> Response:
        body = json_object(request, CannotCreateITwin)
        parent_id = requested_parent_id(body)
        if isinstance(parent_id, ErrorDetail):
            # It names no parent whose permissions could be asked first, and is refused in here.
            NewITwin.from_body(body)
            raise CannotCreateITwin(parent_id)
        parent = _parent(request.user, parent_id)
        new = NewITwin.from_body(body)
        try:
            itwin = create_itwin(
                by=request.user,
                parent=parent,
                sub_class=new.sub_class,
                through=Channel.API,
                **new.values,
            )
        except HierarchyChanged:  # the parent was deleted meanwhile: as unknown as any
            raise InsufficientPermissions from None
        return Response({"iTwin": representation(itwin)}, status=201)

    @definitions.get_itwin
    def retrieve(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = shared_itwin(request) or itwin_for(request.user, itwin_id)
        names = ALL if prefers_representation(request, default=True) else MINIMAL
        return Response({"iTwin": representation(itwin, names)})

    @definitions.update_itwin
    def partial_update(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.ITWINS_MODIFY)
        body = json_object(request, CannotUpdateITwin)
        update = ITwinUpdate.from_body(
            body, of=itwin, find_parent=lambda wanted: _new_parent(request.user, itwin, wanted)
        )
        try:
            changed = change_itwin(
                itwin,
                by=request.user,
                through=Channel.API,
                move_under=update.parent,
                **update.values,
            )
        except (HierarchyChanged, WouldBeItsOwnAncestor):
            raise CannotUpdateITwin(ParentIdIncorrect) from None
        return Response({"iTwin": representation(changed)})

    @definitions.delete_itwin
    def destroy(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.FULL_CONTROL)
        if itwin.is_account:
            raise InsufficientPermissions
        delete_itwin(itwin, by=request.user, through=Channel.API)
        return Response(status=204)


def _parent(user: User, parent_id: UUID | None) -> ITwin:
    """Where a new iTwin goes; what `user` cannot see is refused like what they may not change."""
    if parent_id is None:
        account = open_primary_account(user)
        if account is None:
            raise InsufficientPermissions
        parent_id = account.pk
    try:
        return itwin_for(user, parent_id, to=Permission.ITWINS_CREATE)
    except ITwinNotFound:
        raise InsufficientPermissions from None


def _new_parent(user: User, itwin: ITwin, parent_id: UUID) -> ITwin | None:
    """The iTwin of the same Account that may become the parent; Accounts hang nowhere."""
    if itwin.is_account:
        return None
    try:
        parent = itwin_for(user, parent_id, to=Permission.ITWINS_CREATE)
    except ApiError:
        return None
    return parent if parent.account_id == itwin.account_id else None
