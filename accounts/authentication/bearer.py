"""The Authorization header of an API request."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.authentication.access_tokens import Claims, holder_of_access_token
from accounts.authentication.api_tokens import holder_of_api_token
from accounts.authentication.trusted_issuers import holder_of_trusted_token, trusted_issuer_of
from accounts.errors import (
    AuthorizationHeaderEmpty,
    AuthorizationHeaderNotFound,
    InvalidAuthorizationScheme,
    Unauthorized,
)
from accounts.models import User
from accounts.queries.api_tokens import is_api_token
from itwins_site.client_address import client_address

LONGEST_TOKEN = 16 * 1024


class BearerRequest(Request):
    """A request whose person is known: what every operation of the API receives."""

    user: User
    auth: Claims


class BearerAuthentication(BaseAuthentication):
    """Finds the person behind a bearer token, or refuses as the published table says."""

    def authenticate(self, request: Request) -> tuple[User, Claims]:
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            raise AuthorizationHeaderNotFound
        token = _bearer_token(header)
        if is_api_token(token):
            return holder_of_api_token(token, address=client_address(request))
        return _holder_of(token)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="itwins"'


def _bearer_token(header: str) -> str:
    if not header.strip():
        raise AuthorizationHeaderEmpty
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise InvalidAuthorizationScheme(scheme)
    return token.strip()


def _holder_of(token: str) -> tuple[User, Claims]:
    """Who shows a token. What it says of its issuer chooses who checks it, and proves nothing."""
    if len(token) > LONGEST_TOKEN:
        raise Unauthorized
    issuer = trusted_issuer_of(token)
    if issuer is not None:
        return holder_of_trusted_token(token, issuer)
    return holder_of_access_token(token)
