"""Pages of ours in the frame of every page: header, navigation, content."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from accounts.models import User
from accounts.queries.header import framed


class PersonsRequest(HttpRequest):
    """A request whose person is known: what every view behind `login_required` receives."""

    user: User


def framed_page(
    request: PersonsRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answers with a page that extends base.html, and whose header knows the person."""
    response = render(request, template, framed(context, request.user), status=status)
    patch_cache_control(response, private=True, no_cache=True)
    return response
