"""What a person sees while signed in is kept by no browser and no proxy."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


class PrivatePagesMiddleware:
    """Nothing to go back to after sign-out: the Back button asks us again, and we ask to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # An answer that never looked at the session (the API, a file) is the same to everybody.
        if request.session.accessed and SESSION_KEY in request.session:
            patch_cache_control(response, private=True, no_cache=True, no_store=True)
        return response
