"""The picture of an iTwin."""

from typing import Any

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.authentication.bearer import BearerRequest
from accounts.permissions import Permission
from itwins_site.wire.request_bodies import bytes_of
from twins.api.definitions import images as definitions
from twins.choices import Channel
from twins.errors import (
    CannotCreateImage,
    ImageNotFound,
    ImageTooLarge,
    ImageTypeMissing,
    image_type_not_supported,
)
from twins.models import Image
from twins.operations.images import put_image, remove_image
from twins.queries.pictures import MAX_BYTES

_EXTENSIONS = {"image/png": "png", "image/jpeg": "jpeg"}


class ImageViewSet(ViewSet):
    @definitions.get_image
    def retrieve(self, request: BearerRequest, itwin_id: str) -> Response:
        image = getattr(itwin_for(request.user, itwin_id), "picture", None)
        if image is None:
            raise ImageNotFound
        return Response({"image": _representation(image)})

    @definitions.upload_image
    def put(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.ITWINS_MODIFY)
        image = put_image(
            itwin,
            extension=_extension(request),
            content=bytes_of(request, MAX_BYTES, ImageTooLarge),
            by=request.user,
            through=Channel.API,
        )
        return Response({"image": _representation(image)}, status=201)

    @definitions.delete_image
    def destroy(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=Permission.ITWINS_MODIFY)
        remove_image(itwin, by=request.user, through=Channel.API)
        return Response(status=204)


def _extension(request: BearerRequest) -> str:
    given = request.META.get("CONTENT_TYPE", "").strip()
    if not given:
        raise CannotCreateImage(ImageTypeMissing)
    extension = _EXTENSIONS.get(given.partition(";")[0].strip().lower())
    if extension is None:
        raise CannotCreateImage(image_type_not_supported(given))
    return extension


def _representation(image: Image) -> dict[str, Any]:
    return {
        "id": image.pk,
        "smallImageName": image.small_name,
        "smallImageUrl": image.small_link,
        "largeImageName": image.large_name,
        "largeImageUrl": image.large_link,
    }
