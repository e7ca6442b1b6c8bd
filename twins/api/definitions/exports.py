"""What the OpenAPI document says of the operations of exports."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from itwins_site.wire.definition import ERROR, refusals
from twins.choices import ExportFormat, ExportStatus, QueryScope, SubClass

_SCOPES = [QueryScope.MEMBER_OF_ITWIN.value, QueryScope.ORGANIZATION_ADMIN.value]


def _request(*, answered: bool) -> dict[str, serializers.Field]:
    text: dict[str, Any] = {"allow_null": True, "required": answered}
    return {
        "queryScope": serializers.ChoiceField(_SCOPES, required=answered),
        "subClass": serializers.CharField(
            help_text=f"A comma-separated list of {', '.join(SubClass.values)}; all if absent.",
            **text,
        ),
        "select": serializers.CharField(
            help_text="A comma-separated list of properties; the minimal form if absent.", **text
        ),
        "filter": serializers.CharField(
            help_text="As `$filter` of the list; `+` may stand for a blank.", **text
        ),
        "includeInactive": serializers.BooleanField(required=answered),
        "outputFormat": serializers.ChoiceField(ExportFormat.values),
    }


_REQUEST = inline_serializer("ExportRequest", _request(answered=True))


def _export() -> dict[str, serializers.Field]:
    return {
        "id": serializers.UUIDField(),
        "request": _REQUEST,
        "status": serializers.ChoiceField(ExportStatus.choices),
        "outputUrl": serializers.URLField(
            allow_null=True, help_text="Needs no token; null unless there is a file."
        ),
        "createdBy": serializers.UUIDField(),
        "createdDateTime": serializers.DateTimeField(),
        "startedDateTime": serializers.DateTimeField(allow_null=True),
        "completedDateTime": serializers.DateTimeField(allow_null=True),
    }


_ONE = inline_serializer("ExportAnswer", {"export": inline_serializer("Export", _export())})
_LIST = inline_serializer(
    "ExportsAnswer", {"exports": inline_serializer("ExportRow", _export(), many=True)}
)


def _describe(operation_id: str, summary: str, responses: dict[int, Any], **more: Any) -> Any:
    return extend_schema(
        operation_id=operation_id, summary=summary, tags=["Exports"], responses=responses, **more
    )


create_export = _describe(
    "create-itwin-export",
    "Create iTwins export",
    {
        201: _ONE,
        **refusals(403, 413, 422),
        429: OpenApiResponse(
            ERROR,
            description="`RateLimitExceeded`: too many requests of the application within a minute,"
            " or exports of the user within an hour; `retry-after` says after how many seconds to"
            " try again.",
        ),
    },
    description="Writes every iTwin that is asked for, and that the caller may see now, to a file."
    " One at a time; a few within an hour.",
    request=inline_serializer("CreateExport", _request(answered=False)),
)
get_exports = _describe(
    "get-itwin-exports",
    "Get my iTwins exports",
    {200: _LIST, **refusals()},
    description="Lists the caller's exports whose file may still be there, the latest first.",
)
get_export = _describe(
    "get-itwin-export",
    "Get iTwins export",
    {
        200: _ONE,
        **refusals(),
        404: OpenApiResponse(
            ERROR,
            description="`iTwinExportNotFound`: unknown, or asked for by another person or"
            " through another application.",
        ),
    },
    description="Reads one export; `outputUrl` is there once it is Completed.",
)
