"""What the OpenAPI document says of Account settings."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers

from itwins_site.wire.definition import refusals
from twins.choices import CreationAuthPolicy

_SETTINGS = inline_serializer(
    "AccountSettings",
    {
        "id": serializers.UUIDField(),
        "creationAuthPolicy": serializers.ChoiceField(CreationAuthPolicy.choices),
        "lastModifiedDateTime": serializers.DateTimeField(),
        "lastModifiedBy": serializers.UUIDField(),
    },
)
_REQUEST = inline_serializer(
    "AccountSettingsRequest",
    {"creationAuthPolicy": serializers.ChoiceField(CreationAuthPolicy.choices)},
)
_ONE = inline_serializer("AccountSettingsResponse", {"accountSettings": _SETTINGS})


def _describe(operation_id: str, summary: str, responses: dict[int, Any], **more: Any) -> Any:
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        tags=["Account settings"],
        responses=responses,
        **more,
    )


get_account_settings = _describe(
    "get-account-settings",
    "Get Account settings",
    {200: _ONE, **refusals(403, 404)},
    description="For Organization Administrators. `RbacPermission` until something else was set.",
)
create_account_settings = _describe(
    "create-account-settings",
    "Create Account settings",
    {201: _ONE, **refusals(403, 404, 409, 413, 422)},
    description="`AnyoneInOrg` lets everybody of the organization create iTwins directly below the"
    " Account; `RbacPermission` those who hold `itwins_create` on it.",
    request=_REQUEST,
)
update_account_settings = _describe(
    "update-account-settings",
    "Update Account settings",
    {200: _ONE, **refusals(403, 404, 413, 422)},
    description="Creates the settings where there are none yet.",
    request=_REQUEST,
)
