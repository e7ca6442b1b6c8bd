"""Account settings: a body understood, an answer composed."""

from collections.abc import Mapping
from typing import Any

from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.rendering import wire_time
from twins.choices import CreationAuthPolicy
from twins.errors import InvalidCreationAuthPolicy, InvalidITwinsRequest
from twins.models import AccountSettings, ITwin


def requested_policy(
    body: Mapping[str, Any], refusal: type[InvalidITwinsRequest]
) -> CreationAuthPolicy:
    """The policy that a body names, in its one spelling; raises `refusal` for anything else."""
    given = body.get("creationAuthPolicy")
    if given is None or given == "":
        raise refusal(
            ErrorDetail(
                "MissingRequiredProperty",
                "A required property is missing or empty.",
                "creationAuthPolicy",
            )
        )
    if not isinstance(given, str) or given not in CreationAuthPolicy.values:
        raise refusal(InvalidCreationAuthPolicy)
    return CreationAuthPolicy(given)


def settings_of(account: ITwin) -> AccountSettings:
    """What was decided for an Account; where nothing was, what has held since it was opened."""
    found = AccountSettings.objects.filter(account=account).first()
    return found or AccountSettings(
        account=account,
        last_modified_at=account.created_at,
        last_modified_by_id=account.created_by_id,
    )


def representation(settings: AccountSettings) -> dict[str, Any]:
    return {
        "id": settings.account_id,
        "creationAuthPolicy": settings.creation_auth_policy,
        "lastModifiedDateTime": wire_time(settings.last_modified_at),
        "lastModifiedBy": settings.last_modified_by_id,
    }
