"""Pieces of the OpenAPI document that every platform API shares."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

_ERROR_DETAIL = inline_serializer(
    "ErrorDetail",
    {
        "code": serializers.CharField(),
        "message": serializers.CharField(),
        "target": serializers.CharField(required=False),
    },
    many=True,
    required=False,
)
ERROR = inline_serializer(
    "ErrorResponse",
    {
        "error": inline_serializer(
            "Error",
            {
                "code": serializers.CharField(),
                "message": serializers.CharField(),
                "details": _ERROR_DETAIL,
            },
        )
    },
)
_LINK: dict[str, serializers.Field] = {"href": serializers.URLField()}
LINKS = inline_serializer(
    "Links",
    {
        "self": inline_serializer("SelfLink", _LINK),
        "prev": inline_serializer("PrevLink", _LINK, required=False),
        "next": inline_serializer("NextLink", _LINK, required=False),
    },
)
_MEANINGS = {
    401: "The Authorization header is missing, or its token is not valid here.",
    403: "`InsufficientPermissions`: the caller may not do this.",
    404: "The iTwin is unknown, or the caller may not see it.",
    409: "`iTwinExists`: the number or displayName is taken in the Account and subClass.",
    413: "`RequestTooLarge`: the body is larger than 1 MB.",
    429: "`RateLimitExceeded`: too many requests of the application within a minute;"
    " `retry-after` says after how many seconds to try again.",
    422: "`InvalidiTwinsRequest`: `details` lists everything that is wrong.",
}


def refusals(*statuses: int) -> dict[int, OpenApiResponse]:
    """The error answers of an operation; every operation has 401 and 429."""
    return {
        status: OpenApiResponse(ERROR, description=_MEANINGS[status])
        for status in (401, *statuses, 429)
    }


def query(name: str, description: str, kind: Any = OpenApiTypes.STR, **more: Any) -> Any:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=description, **more)


def header(name: str, description: str, kind: Any = OpenApiTypes.STR, **more: Any) -> Any:
    return OpenApiParameter(name, kind, OpenApiParameter.HEADER, description=description, **more)


PREFER = header(
    "Prefer",
    "`return=minimal` or `return=representation`",
    enum=["return=minimal", "return=representation"],
)
TOP = query("$top", "Page size, 1 to 1000.", OpenApiTypes.INT, default=100)
SKIP = query("$skip", "Rows to leave out before the page.", OpenApiTypes.INT, default=0)
