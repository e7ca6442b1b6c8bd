"""One address, two answers: a whole page, or the piece of it that htmx asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control, patch_vary_headers

from accounts.queries.header import framed
from twins.pages.signed_in import PersonsRequest


def wants_piece(request: HttpRequest) -> bool:
    """Whether htmx asked; going back in history wants the whole page again."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers


def target_of(request: HttpRequest) -> str:
    """The id of the element that the piece will fill."""
    return request.headers.get("HX-Target", "") if wants_piece(request) else ""


def page(
    request: PersonsRequest, whole: str, context: dict[str, Any], *, piece: str | None = None
) -> HttpResponse:
    """Answers with the template `piece` if htmx asked, else with `whole` in its frame."""
    if piece and wants_piece(request):
        response = render(request, piece, context)
    else:
        response = render(request, whole, framed(context, request.user))
    # Without these the Back button would show a bare piece.
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    patch_cache_control(response, private=True, no_cache=True)
    return response
