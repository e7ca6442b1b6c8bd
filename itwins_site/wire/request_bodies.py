"""Reading a body: bounded, JSON strict about UTF-8, and never left half read."""

import contextlib
from collections.abc import Callable
from typing import IO, Any

import orjson
from django.http import HttpRequest, HttpResponse
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from itwins_site.wire.errors import ApiError, ErrorDetail, InvalidRequestBody, RequestTooLarge

MAX_JSON_BYTES = 1024 * 1024
MAX_DRAINED_BYTES = 64 * 1024 * 1024
_CHUNK = 64 * 1024


class JsonParser(BaseParser):
    """Reads any content type as JSON: clients label their bodies in several ways."""

    media_type = "*/*"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        body = stream.read(MAX_JSON_BYTES + 1)
        if len(body) > MAX_JSON_BYTES:
            raise RequestTooLarge
        if not body.strip():
            return {}
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            raise InvalidRequestBody from None


UNREADABLE = ErrorDetail(InvalidRequestBody.code, InvalidRequestBody.message)


def json_object(
    request: Request, refusal: type[ApiError], unreadable: ErrorDetail = UNREADABLE
) -> dict[str, Any]:
    """The body of a request as an object; an absent body is an empty one."""
    body = json_value(request, refusal, unreadable)
    if not isinstance(body, dict):
        raise refusal(unreadable)
    return body


def json_value(
    request: Request, refusal: type[ApiError], unreadable: ErrorDetail = UNREADABLE
) -> Any:
    """The body of a request as whatever JSON it is."""
    try:
        return request.data
    except InvalidRequestBody:
        raise refusal(unreadable) from None


def bytes_of(request: Request, at_most: int, refusal: type[ApiError]) -> bytes:
    """The body of a request as it came; raises `refusal` for one that is longer than `at_most`."""
    sent: HttpRequest = request._request  # noqa: SLF001 -- the framework sees no body without a length
    stream = _body_of(sent)
    body = bytearray()
    while stream is not None and len(body) <= at_most and (chunk := stream.read(_CHUNK)):
        body += chunk
    if len(body) > at_most:
        raise refusal
    return bytes(body)


class UnreadBodyMiddleware:
    """Reads what an early answer left unread: node's fetch calls an unread body a network error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        with contextlib.suppress(OSError):  # the client went away while it was sending
            _drain(request)
        return response


def _drain(request: HttpRequest) -> None:
    stream = _body_of(request)
    left = MAX_DRAINED_BYTES
    while stream is not None and left > 0 and (chunk := stream.read(_CHUNK)):
        left -= len(chunk)


def _body_of(request: HttpRequest) -> IO[bytes] | None:
    """What is left of a body. One sent in chunks states no length, which Django takes for none."""
    if request.META.get("wsgi.input_terminated") and not request.META.get("CONTENT_LENGTH"):
        return request.META["wsgi.input"]
    return getattr(request, "_stream", None)


def is_storable(text: str) -> bool:
    """Whether a text can be kept by every database: no NUL, no lone surrogate."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)
