"""The addresses of the issuer; each works with and without a slash at its end."""

from django.urls import path

from accounts.issuer import authorize, end_session, metadata, token_requests

app_name = "oauth2_provider"  # by which the library looks for them

urlpatterns = [
    path("authorize/", authorize.authorize, name="authorize"),
    path("authorize", authorize.authorize, name="authorize"),
    path("token/", token_requests.token, name="token"),
    path("token", token_requests.token),
    path("revoke_token/", token_requests.revoke_token, name="revoke-token"),
    path("revoke_token", token_requests.revoke_token),
    path("userinfo/", token_requests.userinfo, name="user-info"),
    path("userinfo", token_requests.userinfo),
    path("logout/", end_session.end_session, name="rp-initiated-logout"),
    path("logout", end_session.end_session),
    path(
        ".well-known/openid-configuration", metadata.discovery, name="oidc-connect-discovery-info"
    ),
    path(".well-known/openid-configuration/", metadata.discovery),
    path(".well-known/oauth-authorization-server", metadata.discovery),
    path(".well-known/oauth-authorization-server/", metadata.discovery),
    path(".well-known/jwks.json", metadata.keys, name="jwks-info"),
    path(".well-known/jwks.json/", metadata.keys),
]
