"""What the sign-in page does differently when it leads on to an application."""

from typing import Any

from accounts.issuer.recent_sign_in import must_sign_in_again
from accounts.issuer.ways_back import Response, leading_to, request_at


def is_to_sign_in_again(user: Any, way_on: str) -> bool:
    """Whether the form is shown to somebody who is signed in: the application asked for it."""
    asked = request_at(way_on)
    return bool(asked and user.is_authenticated and must_sign_in_again(user, asked.parameters))


def for_application(response: Response, way_on: str) -> Response:
    """A form on it may end at the application's address, and the window stays the application's."""
    asked = request_at(way_on)
    return leading_to(asked.way_back, response) if asked else response
