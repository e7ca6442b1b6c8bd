"""Where pages of a sign-in for an application lead in the end, and what browsers ask us to say of it.

Chromium holds a form's `form-action` against every redirect that follows it, the last one to the
application too; and a window that an application opened loses it under our usual
Cross-Origin-Opener-Policy.
"""

from typing import TypeVar
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import Resolver404, resolve

from accounts.issuer.authorization_requests import AuthorizationRequest, authorization_request
from accounts.issuer.refusals import RefusedHere
from accounts.issuer.registered_addresses import content_source_of

_AUTHORIZE = "oauth2_provider:authorize"

Response = TypeVar("Response", bound=HttpResponseBase)


def request_at(address: str) -> AuthorizationRequest | None:
    """The authorization request that is made by going to an address of ours; None if none is."""
    try:
        parts = urlsplit(address)
        is_one = resolve(parts.path).view_name == _AUTHORIZE
        return authorization_request(QueryDict(parts.query)) if is_one else None
    except (Resolver404, RefusedHere, ValueError):  # ValueError: no address at all
        return None


def in_a_window_of_an_application(response: Response) -> Response:
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response["Cache-Control"] = "no-store"
    return response


def leading_to(way_back: str, response: Response) -> Response:
    """The page's form may end at an application's address, and nowhere else but here."""
    csp_update({"form-action": content_source_of(way_back)})(lambda request: response)(
        HttpRequest()
    )
    return in_a_window_of_an_application(response)
