"""How the issuer's endpoints for programs answer: JSON, kept by nobody, errors as RFC 6749, 5.2."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError

from accounts.issuer.parameters import Unreadable

View = Callable[[HttpRequest], HttpResponse]


def oauth_error(code: str, description: str, *, status: int = 400) -> JsonResponse:
    return JsonResponse({"error": code, "error_description": description}, status=status)


def answers_json(*methods: str) -> Callable[[View], View]:
    """Refuses other methods, and what cannot be read, in words that a program expects."""

    def decorated(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest) -> HttpResponse:
            response = _answer(view, request, methods)
            response.setdefault("Cache-Control", "no-store")
            response.setdefault("Pragma", "no-cache")
            return response

        return answer

    return decorated


def _answer(view: View, request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    allowed = {*methods, *({"HEAD"} if "GET" in methods else ())}
    if request.method not in allowed:
        refusal = oauth_error(
            "invalid_request", f"Use {' or '.join(methods)} at this address.", status=405
        )
        refusal["Allow"] = ", ".join(sorted({*allowed, "OPTIONS"}))
        return refusal
    try:
        return view(request)
    except Unreadable as refusal_:
        return oauth_error("invalid_request", str(refusal_))
    except (BadRequest, SuspiciousOperation, MultiPartParserError):  # too large, another charset
        return oauth_error("invalid_request", "The body cannot be read.")
