"""What the issuer says of itself: OpenID Connect Discovery, RFC 8414, and its keys."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from accounts.authentication.signing_keys import verification_keys
from accounts.issuer.answers import answers_json
from accounts.issuer.token_requests import GRANT_TYPES

_SECONDS_KEPT = 300  # how long a client may go without knowing a key that was made just now
_CLIENT_AUTHENTICATION = ["client_secret_basic", "client_secret_post", "none"]


@csrf_exempt
@answers_json("GET")
def discovery(request: HttpRequest) -> HttpResponse:
    return _kept(_openid_configuration())


@csrf_exempt
@answers_json("GET")
def keys(request: HttpRequest) -> HttpResponse:
    published = [
        {"alg": "RS256", "use": "sig", "kid": key.id, **key.jwk}
        for key in verification_keys().values()
    ]
    return _kept({"keys": published})


def _kept(document: dict) -> JsonResponse:
    return JsonResponse(document, headers={"Cache-Control": f"public, max-age={_SECONDS_KEPT}"})


def _openid_configuration() -> dict:
    at = settings.ISSUER
    return {
        "issuer": at,
        "authorization_endpoint": f"{at}/authorize/",
        "token_endpoint": f"{at}/token/",
        "userinfo_endpoint": f"{at}/userinfo/",
        "end_session_endpoint": f"{at}/logout/",
        "revocation_endpoint": f"{at}/revoke_token/",
        "jwks_uri": f"{at}/.well-known/jwks.json",
        "scopes_supported": list(settings.OAUTH2_PROVIDER["SCOPES"]),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANT_TYPES),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": _CLIENT_AUTHENTICATION,
        "revocation_endpoint_auth_methods_supported": _CLIENT_AUTHENTICATION,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": [
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "auth_time",
            "nonce",
            "at_hash",
            "jti",
            "name",
            "given_name",
            "family_name",
            "email",
            "preferred_username",
        ],
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "authorization_response_iss_parameter_supported": True,
    }
