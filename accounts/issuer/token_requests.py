"""The endpoints for programs that concern tokens: asking for them, giving them back, whose they are."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from oauth2_provider.oauth2_backends import get_oauthlib_core

from accounts.issuer.answers import answers_json, oauth_error
from accounts.issuer.explanations import explained
from accounts.issuer.parameters import basic_client_id, form_parameters

GRANT_TYPES = ("authorization_code", "refresh_token", "client_credentials")


@csrf_exempt
@sensitive_post_parameters()
@answers_json("POST")
def token(request: HttpRequest) -> HttpResponse:
    given = form_parameters(request)
    grant_type = given.get("grant_type")
    if grant_type is None:
        return oauth_error("invalid_request", "grant_type is missing.")
    if grant_type not in GRANT_TYPES:
        return oauth_error("unsupported_grant_type", f"Use one of {', '.join(GRANT_TYPES)}.")
    with transaction.atomic():  # a code is used, a refresh token rotated, once and as a whole
        _, headers, body, status = get_oauthlib_core().create_token_response(request)
    if status >= 400 and body:
        client_id = given.get("client_id") or basic_client_id(request)
        body = explained(body, grant_type=grant_type, client_id=client_id)
    return _answer(headers, body, status)


@csrf_exempt
@sensitive_post_parameters()
@answers_json("POST")
def revoke_token(request: HttpRequest) -> HttpResponse:
    form_parameters(request)
    with transaction.atomic():
        _, headers, body, status = get_oauthlib_core().create_revocation_response(request)
    return _answer(headers, body, status)


@csrf_exempt
@answers_json("GET", "POST")
def userinfo(request: HttpRequest) -> HttpResponse:
    request.META["QUERY_STRING"] = ""  # a token in an address is no token
    _, headers, body, status = get_oauthlib_core().create_userinfo_response(request)
    response = HttpResponse(body, status=status, content_type="application/json")
    if "WWW-Authenticate" in headers:
        response["WWW-Authenticate"] = headers["WWW-Authenticate"]
    return response


def _answer(headers: dict[str, str], body: str | bytes | None, status: int) -> HttpResponse:
    response = HttpResponse(body or "", status=status, content_type="application/json")
    if status == 401:
        response["WWW-Authenticate"] = 'Basic realm="applications"'
    return response
