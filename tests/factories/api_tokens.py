"""API tokens, made as the page makes them."""

from accounts.models import User
from accounts.operations.api_tokens import create_api_token


def make_api_token(
    user: User,
    name: str = "laptop",
    *,
    days: int = 90,
    is_read_only: bool = False,
    networks: str = "",
) -> str:
    """The text of a new token."""
    _, text = create_api_token(
        user=user, name=name, days=days, is_read_only=is_read_only, networks=networks
    )
    return text
