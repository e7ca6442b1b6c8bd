"""Giving out share keys, and taking them back."""

from datetime import UTC, datetime

from django.db import transaction

from accounts.errors import InvalidShareRequest, ShareNotFound, too_many
from accounts.models import Share, User
from accounts.operations.locks import hold_itwin
from accounts.queries.shares import NewShare
from twins.models import ITwin

MOST_ACTIVE = 10  # of one application, on one iTwin


@transaction.atomic
def create_share(*, itwin: ITwin, new: NewShare, client_id: str, by: User) -> Share:
    """Makes an iTwin readable for whoever has the key; earlier shares stay as they are."""
    itwin = hold_itwin(itwin)  # two requests at once cannot both take the last place
    active = Share.objects.active().filter(itwin=itwin, client_id=client_id)
    if active.count() >= MOST_ACTIVE:
        raise InvalidShareRequest(too_many())
    return Share.objects.create(
        itwin=itwin,
        contract=new.contract,
        expires_at=new.expires_at,
        client_id=client_id,
        created_by=by,
    )


@transaction.atomic
def revoke_share(*, share: Share) -> None:
    """Ends a share at once; whoever asks for it afterwards is told that there is none."""
    active = Share.objects.active().filter(pk=share.pk)
    if not active.update(revoked_at=datetime.now(UTC)):
        raise ShareNotFound
