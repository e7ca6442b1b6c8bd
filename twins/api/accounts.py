"""Accounts: that of an iTwin, and the caller's own."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.authentication.bearer import BearerRequest
from accounts.operations.organizations import open_primary_account
from itwins_site.wire.prefer import prefers_representation
from twins.api.definitions import itwins as definitions
from twins.errors import ITwinNotFound
from twins.models import ITwin
from twins.queries.itwin_properties import ALL, MINIMAL, representation


class AccountViewSet(ViewSet):
    @definitions.get_itwin_account
    def of_itwin(self, request: BearerRequest, itwin_id: str) -> Response:
        # A guest who sees the iTwin sees its Account here, though not by the Account's own id.
        return _answer(request, itwin_for(request.user, itwin_id).account)

    @definitions.get_primary_account
    def primary(self, request: BearerRequest) -> Response:
        account = open_primary_account(request.user)
        if account is None:
            raise ITwinNotFound
        return _answer(request, account)


def _answer(request: BearerRequest, account: ITwin) -> Response:
    names = ALL if prefers_representation(request) else MINIMAL
    return Response({"iTwin": representation(account, names)})
