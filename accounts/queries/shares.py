"""What a body says about a new share, and which share an id names."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from accounts.errors import (
    InvalidShareRequest,
    ShareContractNotFound,
    ShareNotFound,
    invalid_value,
)
from accounts.models import Share
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.request_bodies import is_storable
from twins.models import ITwin

DEFAULT_CONTRACT = "Default"
LONGEST_LIFE = timedelta(days=90)


@dataclass(frozen=True)
class NewShare:
    """What a share is to be, checked as a whole."""

    contract: str
    expires_at: datetime

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> Self:
        """Raises InvalidShareRequest with every detail, ShareContractNotFound for an unknown one."""
        details: list[ErrorDetail] = []
        contract = body.get("shareContract")
        if contract is None:
            contract = DEFAULT_CONTRACT
        if not isinstance(contract, str):
            details.append(invalid_value("shareContract"))
        expires_at = _read_expiration(body.get("expiration"))
        if expires_at is None:
            details.append(invalid_value("expiration"))
        if details or expires_at is None:
            raise InvalidShareRequest(*details)
        if contract != DEFAULT_CONTRACT:
            raise ShareContractNotFound
        return cls(contract, expires_at)


def share_of(itwin: ITwin, share_id: str) -> Share:
    """The active share with that id; raises ShareNotFound."""
    wanted = parse_guid(share_id)
    share = wanted and Share.objects.active().filter(itwin=itwin, pk=wanted).first()
    if not share:
        raise ShareNotFound
    return share


def _read_expiration(value: Any) -> datetime | None:
    """The moment in a body, the last possible one if it names none; None for an unusable one."""
    now = datetime.now(UTC)
    if value is None:
        return now + LONGEST_LIFE
    if not isinstance(value, str) or not is_storable(value):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if now < moment <= now + LONGEST_LIFE else None
