"""Events for webhooks to be told of."""

from accounts.models import Event
from accounts.operations.events import tell
from twins.models import ITwin

CREATED = "iTwins.iTwinCreated.v1"
ADDED = "accessControl.memberAdded.v1"


def happen(itwin: ITwin, event_type: str = CREATED, number: int = 1) -> None:
    content = {"memberId": "Ägir"}
    tell(
        Event(
            event_type=event_type, itwin_id=itwin.pk, account_id=itwin.account_id, content=content
        )
        for _ in range(number)
    )
