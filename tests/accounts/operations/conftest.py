"""A receiver, and webhooks that call it."""

import pytest

from accounts.models import Webhook
from accounts.operations.webhooks import change_webhook, create_webhook
from accounts.queries.webhooks import NewWebhook, WebhookChanges
from tests.accounts.operations.happenings import CREATED
from tests.accounts.operations.receiver import receiving
from twins.models import ITwin


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOW_PRIVATE = True
    with receiving() as server:
        yield server


@pytest.fixture
def listen(receiver, admin):
    """Makes an active webhook."""

    def listen_to(itwin: ITwin, *types: str, scope: str = "iTwin", active: bool = True) -> Webhook:
        new = NewWebhook(receiver.url, scope, itwin.pk, list(types or [CREATED]))
        webhook = create_webhook(itwin=itwin, new=new, by=admin)
        return change_webhook(webhook=webhook, changes=WebhookChanges(is_active=active))

    return listen_to
