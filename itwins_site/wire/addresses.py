"""The addresses of the API: fixed words in any casing, with and without one trailing slash."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from rest_framework.viewsets import ViewSetMixin

from itwins_site.wire.errors import OperationNotFound, json_refusal
from itwins_site.wire.media_types import MEDIA_TYPES

API_PREFIXES = frozenset({"itwins", "accesscontrol", "users", "webhooks"})
_FIXED_WORDS = API_PREFIXES | {
    "accept",
    "account",
    "accountsettings",
    "exports",
    "shares",
    "roles",
    "permissions",
    "owners",
    "members",
    "me",
    "jobs",
    "invitations",
    "groups",
    "getbyidlist",
    "actions",
    "favorites",
    "graphics",
    "image",
    "myprimaryaccount",
    "recents",
    "repositories",
    "resources",
}


# What follows one of these is an id, which may be spelled like a fixed word.
_BEFORE_IDS = frozenset({"repositories", "resources"})


def is_api_path(path: str) -> bool:
    return path.lstrip("/").partition("/")[0].lower() in API_PREFIXES


class ApiAddressMiddleware:
    """Rewrites an API path to the one spelling that the URL tables know.

    A redirect would do the same for a browser, but the official clients refuse redirects.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_api_path(request.path_info):
            return self.get_response(request)
        request.path_info = canonical_path(request.path_info)
        response = self.get_response(request)
        api = request.path_info.lstrip("/").partition("/")[0]
        if api in MEDIA_TYPES:
            response.setdefault("x-itwinplatform-media-type", MEDIA_TYPES[api])
        if request.method in {"GET", "HEAD"}:
            response.setdefault("Cache-Control", "must-revalidate, no-cache, private")
        return response


def canonical_path(path: str) -> str:
    segments: list[str] = []
    is_id = False
    for segment in path.removesuffix("/").split("/"):
        word = segment.lower()
        is_word = word in _FIXED_WORDS and not is_id
        segments.append(word if is_word else segment)
        is_id = is_word and word in _BEFORE_IDS
    return "/".join(segments)


def operations(viewset: type[ViewSetMixin], **actions: Any) -> Callable[..., HttpResponse]:
    """The operations of one path, as `get="list"`; any other method is an unknown operation.

    The published gateway matches path and method before it looks at the token, hence outside
    the view, whose first act is to authenticate.
    """
    view = viewset.as_view(actions)
    methods = {method.upper() for method in actions} | ({"HEAD"} if "get" in actions else set())

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in methods:
            return json_refusal(OperationNotFound())
        return view(request, *args, **kwargs)

    return answer


def unknown_operation(request: HttpRequest) -> HttpResponse:
    return json_refusal(OperationNotFound())


unknown_operation.csrf_exempt = True  # type: ignore[attr-defined]
