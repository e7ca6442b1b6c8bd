"""The OpenAPI document of everything we serve, to download and to browse offline."""

import re
from typing import Any

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.conf import settings
from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

# Path here (canonical) to path as published.
_PUBLISHED_PATHS = {"/itwins": "/itwins/"}
_FREE_IDS = {"repository_id", "resource_id"}  # words, some of them chosen by people


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.authentication.bearer.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token (a JWT) with the scope itwin-platform, or an API token"
            " that a person made at /app/tokens; a read-only one gets 403 wherever something is"
            " written. `manage.py access_token EMAIL` prints one of the first kind.",
        }


class ShareKeyScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.authentication.share_key.ShareKeyAuthentication"
    name = "shareKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Basic ` and the shareKey of a share: reads the iTwin that is shared.",
        }


def publish_paths(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """Writes paths and path parameters as the published documentation does."""
    result["paths"] = {
        re.sub(r"\{(\w+)\}", _as_published, _PUBLISHED_PATHS.get(path, path)): operations
        for path, operations in result["paths"].items()
    }
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path":
                    if parameter["name"] not in _FREE_IDS:
                        parameter["schema"] = {"type": "string", "format": "uuid"}
                    parameter["name"] = _published_name(parameter["name"])
    result["servers"] = [{"url": settings.PUBLIC_URL}]
    return result


def _as_published(found: re.Match[str]) -> str:
    return f"{{{_published_name(found[1])}}}"


def _published_name(name: str) -> str:
    """The id of an iTwin is the id; others are named: role_id is roleId."""
    if name == "itwin_id":
        return "id"
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


_definition = SpectacularJSONAPIView.as_view(authentication_classes=[], permission_classes=[])
# The browser of the definition sizes its parts with inline styles; nothing else here may.
_browser = csp_update({"style-src": [SELF, UNSAFE_INLINE]})(
    SpectacularSwaggerSplitView.as_view(
        url_name="api_definition", authentication_classes=[], permission_classes=[]
    )
)

urlpatterns = [
    path("openapi.json", _definition, name="api_definition"),
    path("docs/", _browser, name="api_browser"),
]
