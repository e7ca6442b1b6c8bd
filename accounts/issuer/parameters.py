"""Reading the parameters of a request with caution: anybody may have written them."""

import base64
from collections.abc import Collection
from urllib.parse import unquote_plus

from django.http import HttpRequest, QueryDict

_FORM = "application/x-www-form-urlencoded"
_LONGEST = 8192  # an ID token or an address; more is no parameter of anybody's
_LONGEST_OF = {"client_id": 255, "code": 255, "nonce": 255, "code_challenge": 128, "max_age": 10}


class Unreadable(Exception):
    """The parameters are not what RFC 6749 lets them be."""


def form_parameters(request: HttpRequest) -> dict[str, str]:
    """Those of a form that was posted; raises Unreadable."""
    if request.content_type != _FORM:
        raise Unreadable(f"The body must be {_FORM}.")
    if request.META.get("QUERY_STRING"):
        raise Unreadable("Parameters belong into the body, not into the address.")
    return checked(request.POST)


def basic_client_id(request: HttpRequest) -> str:
    """Whom a Basic header names; empty when it names nobody."""
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    try:
        named = base64.b64decode(credentials if scheme.lower() == "basic" else "").decode()
    except ValueError:  # not base64, or no text
        return ""
    client_id = unquote_plus(named.partition(":")[0])
    return client_id if len(client_id) <= _LONGEST_OF["client_id"] and "\0" not in client_id else ""


def checked(given: QueryDict, *, ignoring: Collection[str] = ()) -> dict[str, str]:
    """Each once, of a sane length, without what no database can keep; raises Unreadable."""
    found = {}
    for name, values in given.lists():
        if name in ignoring:
            continue
        if len(values) > 1:
            raise Unreadable(f"{_shown(name)} is given more than once.")
        if "\0" in name + values[0]:
            raise Unreadable(f"{_shown(name)} holds a NUL character.")
        if len(values[0]) > _LONGEST_OF.get(name, _LONGEST):
            raise Unreadable(f"{_shown(name)} is too long.")
        if values[0]:  # RFC 6749, 3.1: without a value it counts as left out
            found[name] = values[0]
    return found


def _shown(name: str) -> str:
    shown = "".join(letter if letter.isalnum() or letter in "_-." else "?" for letter in name)
    return f"'{shown[:40]}'"
