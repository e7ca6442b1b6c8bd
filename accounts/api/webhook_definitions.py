"""What the OpenAPI document says of the Webhooks API."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers

from accounts.choices import EventType, WebhookScope
from itwins_site.wire.definition import LINKS, SKIP, TOP, refusals

_TAG = ["Webhooks"]


def _types(**options: Any) -> serializers.Field:
    return serializers.ListField(child=serializers.ChoiceField(EventType.choices), **options)


_WEBHOOK: dict[str, serializers.Field] = {
    "id": serializers.UUIDField(),
    "callbackUrl": serializers.URLField(max_length=2048),
    "scope": serializers.ChoiceField(WebhookScope.choices),
    "scopeId": serializers.UUIDField(),
    "eventTypes": _types(),
    "active": serializers.BooleanField(),
}
_ANSWER = inline_serializer("WebhookResponse", {"webhook": inline_serializer("Webhook", _WEBHOOK)})
_CREATED = inline_serializer(
    "CreatedWebhookResponse",
    {
        "webhook": inline_serializer(
            "CreatedWebhook", {**_WEBHOOK, "secret": serializers.CharField()}
        )
    },
)
_LIST = inline_serializer(
    "WebhooksResponse",
    {"webhooks": inline_serializer("WebhookRow", _WEBHOOK, many=True), "_links": LINKS},
)
_CREATE = inline_serializer(
    "CreateWebhook",
    {name: _WEBHOOK[name] for name in ("callbackUrl", "scope", "scopeId", "eventTypes")},
)
_UPDATE = inline_serializer(
    "UpdateWebhook",
    {
        "callbackUrl": serializers.URLField(max_length=2048, required=False),
        "eventTypes": _types(required=False),
        "active": serializers.BooleanField(required=False),
    },
)
_NO_CONTENT = OpenApiResponse(description="Done; no body.")

webhooks = extend_schema_view(
    list=extend_schema(
        operation_id="get-webhooks",
        summary="Get webhooks",
        tags=_TAG,
        parameters=[TOP, SKIP],
        responses={200: _LIST, **refusals(422)},
    ),
    create=extend_schema(
        operation_id="create-webhook",
        summary="Create webhook",
        description="It is inactive until it is updated with `active`: true. The `secret`, with"
        " which every message is signed, is shown in this answer alone.",
        tags=_TAG,
        request=_CREATE,
        responses={201: _CREATED, **refusals(403, 404, 422)},
    ),
    retrieve=extend_schema(
        operation_id="get-webhook",
        summary="Get webhook",
        tags=_TAG,
        responses={200: _ANSWER, **refusals(404)},
    ),
    partial_update=extend_schema(
        operation_id="update-webhook",
        summary="Update webhook",
        tags=_TAG,
        request=_UPDATE,
        responses={200: _ANSWER, **refusals(404, 422)},
    ),
    destroy=extend_schema(
        operation_id="delete-webhook",
        summary="Delete webhook",
        tags=_TAG,
        responses={204: _NO_CONTENT, **refusals(404)},
    ),
)
