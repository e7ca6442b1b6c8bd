"""What the OpenAPI document says of the Webhooks API."""

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


def _webhook(*, required: bool = True) -> dict[str, serializers.Field]:
    """The fields anew: whoever makes a serializer of them takes them away."""
    return {
        "id": serializers.UUIDField(),
        "callbackUrl": serializers.URLField(max_length=2048, required=required),
        "scope": serializers.ChoiceField(WebhookScope.choices),
        "scopeId": serializers.UUIDField(),
        "eventTypes": serializers.ListField(
            child=serializers.ChoiceField(EventType.choices), required=required
        ),
        "active": serializers.BooleanField(required=required),
    }


def _only(*names: str, required: bool = True) -> dict[str, serializers.Field]:
    return {name: field for name, field in _webhook(required=required).items() if name in names}


_ANSWER = inline_serializer(
    "WebhookResponse", {"webhook": inline_serializer("Webhook", _webhook())}
)
_CREATED = inline_serializer(
    "CreatedWebhookResponse",
    {
        "webhook": inline_serializer(
            "CreatedWebhook", {**_webhook(), "secret": serializers.CharField()}
        )
    },
)
_LIST = inline_serializer(
    "WebhooksResponse",
    {"webhooks": inline_serializer("WebhookRow", _webhook(), many=True), "_links": LINKS},
)
_CREATE = inline_serializer("CreateWebhook", _only("callbackUrl", "scope", "scopeId", "eventTypes"))
_UPDATE = inline_serializer(
    "UpdateWebhook", _only("callbackUrl", "eventTypes", "active", required=False)
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
