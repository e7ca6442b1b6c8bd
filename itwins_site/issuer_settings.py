"""Settings of the built-in issuer: OAuth 2 and OpenID Connect, by django-oauth-toolkit."""

from typing import Any


def at(issuer: str) -> dict[str, Any]:
    """What django-oauth-toolkit is told about the issuer of an address."""
    return {
        "OIDC_ENABLED": True,
        "CLIENT_SECRET_HASHER": "application_secret",
        "OIDC_ISS_ENDPOINT": issuer,
        "SCOPES": {
            "openid": "Know who you are",
            "profile": "See your name",
            "email": "See your e-mail address",
            "offline_access": "Stay signed in while you are away",
            "itwin-platform": "See and change, as you, what you can see and change in this registry",
        },
        "DEFAULT_SCOPES": ["itwin-platform"],
        "SCOPES_BACKEND_CLASS": "accounts.issuer.scopes.Scopes",
        "OAUTH2_VALIDATOR_CLASS": "accounts.issuer.validator.Validator",
        "ACCESS_TOKEN_GENERATOR": "accounts.issuer.token_format.access_token",
        "REFRESH_TOKEN_GENERATOR": "accounts.issuer.token_format.refresh_token",
        "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
        "ID_TOKEN_EXPIRE_SECONDS": 3600,
        "REFRESH_TOKEN_EXPIRE_SECONDS": 14 * 24 * 3600,  # after it was last used
        "ROTATE_REFRESH_TOKEN": True,
        "REFRESH_TOKEN_REUSE_PROTECTION": True,
        "PKCE_REQUIRED": True,
        "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],  # on one's own machine http too: Application
        # What RFC 9700 asks of every issuer.
        "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
        "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
        "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
        "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
        "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
        "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
        "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
        "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
        "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
        "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    }
