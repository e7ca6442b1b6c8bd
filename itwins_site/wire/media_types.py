"""Which version a client asks for: version 1 unless an Accept header names only others."""

import re
from collections.abc import Iterable

from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from itwins_site.wire.errors import OperationNotFound

# First path segment to the media type that its answers are of; the first is the default.
MEDIA_TYPES = {
    "itwins": "bentley.itwin-platform.v1",
    "accesscontrol": "bentley.itwin-platform.v2",
    "users": "bentley.itwin-platform.v1",
    "webhooks": "bentley.itwin-platform.v2",
}
# The clients of these name version 1 or 2 as they please, and get the same body.
_ANSWERED = dict.fromkeys(("accesscontrol", "users", "webhooks"), frozenset({"v1", "v2"}))
_VENDOR_VERSION = re.compile(r"application/vnd\.bentley\.itwin-platform\.(v\d+)\+json", re.I)


class PlatformNegotiation(BaseContentNegotiation):
    """Answers JSON to everyone and never 406; an unsupported version is an unknown operation."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        return next(iter(parsers))

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        versions = _VENDOR_VERSION.findall(request.headers.get("Accept", ""))
        if versions and _answered(request).isdisjoint(map(str.lower, versions)):
            # Chosen before the refusal is raised: its answer has to be rendered too.
            request.accepted_renderer = renderer
            request.accepted_media_type = renderer.media_type
            raise OperationNotFound
        return renderer, renderer.media_type


def _answered(request: Request) -> frozenset[str]:
    return _ANSWERED.get(request.path_info.lstrip("/").partition("/")[0], frozenset({"v1"}))
