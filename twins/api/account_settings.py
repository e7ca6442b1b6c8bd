"""The settings of an Account: for its Organization Administrators."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.authentication.bearer import BearerRequest
from accounts.permissions import Permission
from itwins_site.wire.request_bodies import json_object
from twins.api.definitions import account_settings as definitions
from twins.choices import Channel
from twins.errors import CannotCreateAccountSettings, CannotUpdateAccountSettings, ITwinNotFound
from twins.models import AccountSettings, ITwin
from twins.operations.account_settings import change_account_settings, create_account_settings
from twins.queries.account_settings import representation, requested_policy, settings_of


class AccountSettingsViewSet(ViewSet):
    @definitions.get_account_settings
    def retrieve(self, request: BearerRequest, account_id: str) -> Response:
        return _answer(settings_of(_account(request, account_id)))

    @definitions.create_account_settings
    def create(self, request: BearerRequest, account_id: str) -> Response:
        account = _account(request, account_id)
        refusal = CannotCreateAccountSettings
        policy = requested_policy(json_object(request, refusal), refusal)
        created = create_account_settings(
            account=account, policy=policy, by=request.user, through=Channel.API
        )
        return _answer(created, status=201)

    @definitions.update_account_settings
    def partial_update(self, request: BearerRequest, account_id: str) -> Response:
        account = _account(request, account_id)
        refusal = CannotUpdateAccountSettings
        policy = requested_policy(json_object(request, refusal), refusal)
        changed = change_account_settings(
            account=account, policy=policy, by=request.user, through=Channel.API
        )
        return _answer(changed)


def _account(request: BearerRequest, account_id: str) -> ITwin:
    """The Account with that id; an iTwin that is none has no settings."""
    account = itwin_for(request.user, account_id)
    if not account.is_account:
        raise ITwinNotFound
    return itwin_for(request.user, account.pk, to=Permission.ADMINISTRATION)


def _answer(settings: AccountSettings, status: int = 200) -> Response:
    return Response({"accountSettings": representation(settings)}, status=status)
