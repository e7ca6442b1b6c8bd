"""One request at a time, where all threads share one connection."""

from collections.abc import Callable
from threading import Lock

from django.http import HttpRequest, HttpResponse


class OneAtATime:
    """The live server's threads write through one connection to SQLite's memory.

    Their transactions would mix: of two that save a session at once, one finds it gone. A server
    in earnest has a connection for each thread.
    """

    _lock = Lock()

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with self._lock:
            return self.get_response(request)
