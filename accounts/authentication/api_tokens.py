"""API tokens as bearer tokens: opaque, so that the row alone says what they allow."""

from accounts.authentication.access_tokens import REQUIRED_SCOPE, Claims
from accounts.errors import Unauthorized
from accounts.models import User
from accounts.operations.api_tokens import note_use
from accounts.queries.api_tokens import may_come_from, usable_api_token


def holder_of_api_token(text: str, *, address: str | None) -> tuple[User, Claims]:
    """Who shows an API token from that address, and what it allows; raises Unauthorized."""
    token = usable_api_token(text)
    if token is None or not may_come_from(token, address):
        raise Unauthorized
    note_use(token, address=address)
    claims = Claims(
        user_id=str(token.user_id),
        client_id=str(token.pk),
        scopes=frozenset({REQUIRED_SCOPE}),
        is_read_only=token.is_read_only,
    )
    return token.user, claims
