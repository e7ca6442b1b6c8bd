"""What the OpenAPI document says of the picture of an iTwin."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from itwins_site.wire.definition import ERROR, refusals

_IMAGE = inline_serializer(
    "ImageResponse",
    {
        "image": inline_serializer(
            "Image",
            {
                "id": serializers.UUIDField(),
                "smallImageName": serializers.CharField(),
                "smallImageUrl": serializers.URLField(),
                "largeImageName": serializers.CharField(),
                "largeImageUrl": serializers.URLField(),
            },
        )
    },
)
_MISSING = OpenApiResponse(
    ERROR,
    description="`iTwinNotFound`: the iTwin is unknown, or the caller may not see it."
    " `ImageNotFound`: it has no image.",
)
_TOO_LARGE = OpenApiResponse(
    ERROR, description="`RequestTooLarge`: the file is larger than 5,242,880 bytes."
)


def _describe(operation_id: str, summary: str, responses: dict[int, Any], **more: Any) -> Any:
    return extend_schema(
        operation_id=operation_id, summary=summary, tags=["Images"], responses=responses, **more
    )


upload_image = _describe(
    "upload-itwin-image",
    "Upload iTwin Image",
    {201: _IMAGE, **refusals(403, 404, 422), 413: _TOO_LARGE},
    description="Gives the iTwin a picture, PNG or JPEG, instead of the one it may have. Neither"
    " side may be more than 5 times the other, and both together no more than 25 million pixels."
    " What is kept is written anew, without metadata.",
    request=dict.fromkeys(("image/png", "image/jpeg"), OpenApiTypes.BINARY),
)
get_image = _describe(
    "get-itwin-image",
    "Get iTwin Image",
    {200: _IMAGE, **refusals(404), 404: _MISSING},
    description="Names and addresses of the picture. The names change only with the picture; the"
    " addresses need no token and count for an hour at least.",
)
delete_image = _describe(
    "delete-itwin-image",
    "Delete iTwin Image",
    {
        204: OpenApiResponse(description="Done; no body."),
        **refusals(403, 404),
        404: _MISSING,
    },
)
