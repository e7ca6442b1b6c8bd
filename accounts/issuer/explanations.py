"""What a refusal of the token endpoint means, in words: the library says no more than its code."""

from typing import Any

import orjson
import structlog

from accounts.models import Application

log = structlog.get_logger(__name__)

# Never which of two things was wrong, where somebody could find out the right one by trying.
_GRANTS = {
    "authorization_code": (
        "The code is over, was used, or was given to another application, redirect_uri or"
        " code_challenge."
    ),
    "refresh_token": (
        "The refresh token is over, was used or given back, or belongs to another application."
    ),
}
_EXPLANATIONS = {
    "invalid_client": (
        "The client id or the secret is wrong, or the application may not ask for tokens any more."
    ),
    "unauthorized_client": "An application of this kind may not use this grant_type.",
    "invalid_scope": (
        "One of the scopes is not offered to this application; a service asks for itwin-platform."
    ),
}


def explained(body: str, *, grant_type: str, client_id: str) -> bytes:
    """The refusal with a description, which goes to the log as well, without any secret."""
    told: dict[str, Any] = orjson.loads(body)
    error = str(told.get("error", ""))
    description = _GRANTS.get(grant_type) if error == "invalid_grant" else _EXPLANATIONS.get(error)
    if description and not told.get("error_description"):
        told["error_description"] = description
    # Only what is registered: people put secrets into the wrong field.
    is_known = Application.objects.filter(client_id=client_id).exists()
    log.info(
        "token refused",
        error=error,
        grant_type=grant_type,
        client_id=client_id if is_known else None,
    )
    return orjson.dumps(told)
