"""What django-oauth-toolkit leaves to us: who may have a token, and what it says of them."""

from hashlib import sha256
from typing import Any

import jwt
from django.db import transaction
from oauth2_provider.models import AccessToken, Grant, IDToken, RefreshToken
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError

from accounts.authentication.access_tokens import signed
from accounts.issuer.id_tokens import claims_of_id_token
from accounts.issuer.token_format import bearer_in

_PERSON = {
    "name": lambda request: f"{request.user.given_name} {request.user.surname}".strip(),
    "given_name": lambda request: request.user.given_name,
    "family_name": lambda request: request.user.surname,
    "email": lambda request: request.user.email,
    "preferred_username": lambda request: request.user.email,
}


class Validator(OAuth2Validator):
    # By their address people sign in: whoever may not know it may not know their user name.
    oidc_claim_scope = OAuth2Validator.oidc_claim_scope | {"preferred_username": "email"}

    # --- Who may have a token ---------------------------------------------------------------
    def _load_application(self, client_id: str | None, request: Any) -> Any:
        # In a Basic header, which nobody has read yet; PostgreSQL refuses to look for it.
        return None if "\0" in (client_id or "") else super()._load_application(client_id, request)

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        return super().authenticate_client(request, *args, **kwargs) and (
            not request.client.is_service or request.client.service_member.is_active
        )

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        # Of two that show a code at once the second waits, and finds it used.
        Grant.objects.select_for_update().filter(code=code, application=client).first()
        return (
            super().validate_code(client_id, code, client, request, *args, **kwargs)
            and request.user.is_active
        )

    def confirm_redirect_uri(
        self,
        client_id: str,
        code: str,
        redirect_uri: str,
        client: Any,
        request: Any,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        fits = super().confirm_redirect_uri(
            client_id, code, redirect_uri, client, request, *args, **kwargs
        )
        if not fits:  # the library would call it invalid_request; RFC 6749, 5.2 does not
            raise InvalidGrantError(request=request)
        return True

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        checksum = sha256(refresh_token.encode()).hexdigest()
        # As with a code: the library gives the second of two at once nothing, and calls it a token.
        list(RefreshToken.objects.select_for_update().filter(token_checksum=checksum))
        return (
            super().validate_refresh_token(refresh_token, client, request, *args, **kwargs)
            and request.user.is_active
        )

    def validate_bearer_token(self, token: str, scopes: Any, request: Any) -> bool:
        # Whoever asked looks at the scopes itself then, and tells what is missing.
        return super().validate_bearer_token(token, [], request) and request.user.is_active

    # The page of the authorization endpoint has found both out before it asks for a code.
    def validate_silent_login(self, request: Any) -> bool:
        return True

    def validate_silent_authorization(self, request: Any) -> bool:
        return True

    # --- What is recorded -------------------------------------------------------------------
    def _check_and_set_request_resource(self, request: Any) -> None:
        request.resource = []  # RFC 8707: there is one resource here, and every token is for it

    def save_bearer_token(self, token: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        if token.get("refresh_token", "") is None:
            del token["refresh_token"]
        super().save_bearer_token(token, request, *args, **kwargs)

    def _create_access_token(
        self, expires: Any, request: Any, token: Any, source_refresh_token: Any = None
    ) -> AccessToken:
        request.user = bearer_in(request)  # the library knows nobody whom a service acts as
        return super()._create_access_token(expires, request, token, source_refresh_token)

    # --- What an ID token says --------------------------------------------------------------
    def get_additional_claims(self) -> dict[str, Any]:  # type: ignore[override]
        return _PERSON

    def get_oidc_claims(self, token: Any, token_handler: Any, request: Any) -> dict[str, Any]:
        claims = super().get_oidc_claims(token, token_handler, request)
        return {name: value for name, value in claims.items() if value}

    @transaction.atomic
    def finalize_id_token(
        self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Any
    ) -> str:
        """Signs with the key of the day, where the library knows one key for ever."""
        claims, expires_at = self.get_id_token_dictionary(token, token_handler, request)
        claims = id_token | claims
        if request.nonce:
            claims.setdefault("nonce", request.nonce)
        request.id_token = self._save_id_token(claims["jti"], request, expires_at)
        return signed(claims, form="JWT")

    def _load_id_token(self, token: str) -> IDToken | None:
        try:
            return IDToken.objects.filter(jti=claims_of_id_token(token)["jti"]).first()
        except jwt.PyJWTError:
            return None
