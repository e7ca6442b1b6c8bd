"""What the sign-in page does differently when it leads on to an application."""

from django.http import HttpRequest

from accounts.issuer.recent_sign_in import must_sign_in_again
from accounts.issuer.ways_back import Response, leading_to, request_at


def is_to_sign_in_again(request: HttpRequest, way_on: str) -> bool:
    """Whether being signed in already, here or at the provider, is not enough for it."""
    asked = request_at(way_on)
    return bool(asked and must_sign_in_again(request, asked.parameters))


def for_application(response: Response, way_on: str) -> Response:
    """A form on it may end at the application's address, and the window stays the application's."""
    asked = request_at(way_on)
    return leading_to(asked.way_back, response) if asked else response
