"""Sends whoever has no session, or an expired one, to sign in and back."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.models import User

View = Callable[..., HttpResponse]


class PersonsRequest(HttpRequest):
    """A request whose person is known: what every view behind `signed_in` receives."""

    user: User


def signed_in(view: View) -> View:
    """Lets only people with a session in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return _to_sign_in(request)

    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    address = f"{reverse('accounts:sign_in')}?{urlencode({'next': _page_of(request)})}"
    if "HX-Request" not in request.headers:
        return HttpResponseRedirect(address)
    # A partial must not receive the sign-in page: the whole window goes there.
    return HttpResponse(status=204, headers={"HX-Redirect": address, "Vary": "HX-Request"})


def _page_of(request: HttpRequest) -> str:
    """The page to come back to: that in the window for a partial or a form."""
    if "HX-Request" not in request.headers and request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    window = urlsplit(request.headers.get("HX-Current-URL", ""))
    return f"{window.path}?{window.query}".rstrip("?") or reverse("twins:home")
