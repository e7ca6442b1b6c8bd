"""Webhooks: listed, made, read, switched on and off, removed."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import place_of_webhook, webhook_for
from accounts.api import webhook_definitions
from accounts.authentication.bearer import BearerRequest
from accounts.errors import InvalidWebhookRequest
from accounts.operations.webhooks import change_webhook, create_webhook, delete_webhook
from accounts.queries.webhooks import (
    NewWebhook,
    WebhookChanges,
    represent_webhook,
    webhooks_managed_by,
)
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.paging import PageLinks, parse_skip, parse_top
from itwins_site.wire.request_bodies import json_object


@webhook_definitions.webhooks
class WebhookViewSet(ViewSet):
    def list(self, request: BearerRequest) -> Response:
        top, skip = _page_asked_for(request)
        found = list(webhooks_managed_by(request.user)[skip : skip + top + 1])
        parameters = [(name, str(value)) for name, value in request.query_params.items()]
        links = PageLinks("/webhooks", parameters, skip, top, has_more=len(found) > top)
        shown = [represent_webhook(webhook) for webhook in found[:top]]
        return Response({"webhooks": shown, "_links": links.as_wire()})

    def create(self, request: BearerRequest) -> Response:
        body = json_object(request, InvalidWebhookRequest)
        place = NewWebhook.place_in(body)
        itwin = place and place_of_webhook(request.user, *place)
        new = NewWebhook.from_body(body)
        itwin = itwin or place_of_webhook(request.user, new.scope, new.itwin_id)
        webhook = create_webhook(itwin=itwin, new=new, by=request.user)
        shown = represent_webhook(webhook) | {"secret": webhook.secret}
        return Response({"webhook": shown}, status=201)

    def retrieve(self, request: BearerRequest, webhook_id: str) -> Response:
        return Response({"webhook": represent_webhook(webhook_for(request.user, webhook_id))})

    def partial_update(self, request: BearerRequest, webhook_id: str) -> Response:
        webhook = webhook_for(request.user, webhook_id)
        body = json_object(request, InvalidWebhookRequest)
        changed = change_webhook(
            webhook=webhook, changes=WebhookChanges.from_body(body, of=webhook)
        )
        return Response({"webhook": represent_webhook(changed)})

    def destroy(self, request: BearerRequest, webhook_id: str) -> Response:
        delete_webhook(webhook=webhook_for(request.user, webhook_id))
        return Response(status=204)


def _page_asked_for(request: BearerRequest) -> tuple[int, int]:
    top = parse_top(request.query_params.get("$top"))
    skip = parse_skip(request.query_params.get("$skip"))
    if isinstance(top, ErrorDetail) or isinstance(skip, ErrorDetail):
        raise InvalidWebhookRequest(
            *(wrong for wrong in (top, skip) if isinstance(wrong, ErrorDetail))
        )
    return top, skip
