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

_AUTHORIZE = "oauth2_provider:authorize"


_Response = TypeVar("_Response", bound=HttpResponseBase)


def request_at(address: str) -> AuthorizationRequest | None:
    """The authorization request that is made by going to an address of ours; None if none is."""
    parts = urlsplit(address)
    try:
        is_one = resolve(parts.path).view_name == _AUTHORIZE
        return authorization_request(QueryDict(parts.query)) if is_one else None
    except (Resolver404, RefusedHere):
        return None


def in_a_window_of_an_application(response: _Response) -> _Response:
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    response["Cache-Control"] = "no-store"
    return response


def leading_to(way_back: str, response: _Response) -> _Response:
    """The page's form may end at an application's address, and nowhere else but here."""
    csp_update({"form-action": _source_of(way_back)})(lambda request: response)(HttpRequest())
    return in_a_window_of_an_application(response)


def _source_of(address: str) -> str:
    """As a source of the CSP; of an application on somebody's desk it is the scheme alone."""
    parts = urlsplit(address)
    is_web = parts.scheme in {"http", "https"}
    return f"{parts.scheme}://{parts.netloc}" if is_web else f"{parts.scheme}:"
