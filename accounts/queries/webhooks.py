"""Webhooks: whose business each is, what bodies say about them, and how they are shown."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.choices import EventType, WebhookScope
from accounts.errors import InvalidWebhookRequest, invalid_value, missing_property
from accounts.held_roles import itwins_where_holding
from accounts.models import User, Webhook
from accounts.permissions import Permission
from itwins_site.public_addresses import is_callable_url
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.guids import parse_guid

_REQUIRED = ("callbackUrl", "scope", "scopeId", "eventTypes")


def webhooks_managed_by(user: User) -> QuerySet[Webhook]:
    """Those of the organization for its administrators; of an iTwin for who maintains its own."""
    held = itwins_where_holding(user, Permission.MAINTAIN_WEBHOOKS)
    theirs = Q(scope=WebhookScope.ITWIN, itwin__in=held)
    if user.is_organization_administrator:
        theirs |= Q(itwin__account__ownership__organization=user.organization_id)
    return (
        Webhook.objects.filter(theirs, itwin__deleted_at__isnull=True)
        .defer("secret")
        .order_by("created_at", "id")
    )


def represent_webhook(webhook: Webhook) -> dict[str, Any]:
    """A webhook as it is shown: the secret is not."""
    return {
        "id": str(webhook.pk),
        "callbackUrl": webhook.callback_url,
        "scope": webhook.scope,
        "scopeId": str(webhook.itwin_id),
        "eventTypes": webhook.event_types,
        "active": webhook.is_active,
    }


@dataclass(frozen=True)
class NewWebhook:
    """What a webhook is to be, checked as a whole; it begins inactive, whatever a body says."""

    callback_url: str
    scope: WebhookScope
    itwin_id: UUID
    event_types: list[str]

    @staticmethod
    def place_in(body: dict[str, Any]) -> tuple[WebhookScope, UUID] | None:
        """What a body wants to be told of, if it says so in a way that can be understood."""
        scope, itwin_id = body.get("scope"), parse_guid(body.get("scopeId"))
        if scope not in WebhookScope.values or itwin_id is None:
            return None
        return WebhookScope(scope), itwin_id

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> Self:
        """Raises InvalidWebhookRequest with every detail."""
        details = [missing_property(name) for name in _REQUIRED if body.get(name) in (None, "", [])]
        missing = {detail.target for detail in details}
        given = {name: body[name] for name in _REQUIRED if name not in missing}
        details += _wrong_values(given)
        scope_id = parse_guid(given.get("scopeId"))
        if details or scope_id is None:
            raise InvalidWebhookRequest(*details)
        return cls(
            callback_url=given["callbackUrl"],
            scope=WebhookScope(given["scope"]),
            itwin_id=scope_id,
            event_types=list(dict.fromkeys(given["eventTypes"])),
        )


@dataclass(frozen=True)
class WebhookChanges:
    """What is to become of a webhook; None leaves it as it is."""

    callback_url: str | None = None
    event_types: list[str] | None = None
    is_active: bool | None = None

    @classmethod
    def from_body(cls, body: dict[str, Any], *, of: Webhook) -> Self:
        """Raises InvalidWebhookRequest with every detail; what it speaks of stays what it is."""
        given = {name: body[name] for name in (*_REQUIRED, "active") if name in body}
        details = _wrong_values(given, of)
        if details:
            raise InvalidWebhookRequest(*details)
        types = given.get("eventTypes")
        return cls(
            callback_url=given.get("callbackUrl"),
            event_types=None if types is None else list(dict.fromkeys(types)),
            is_active=given.get("active"),
        )


def _wrong_values(given: dict[str, Any], of: Webhook | None = None) -> list[ErrorDetail]:
    """What is wrong with the values that are there, in the order in which they are documented.

    What a webhook that exists speaks of stays what it is.
    """
    url, scope, scope_id = given.get("callbackUrl"), given.get("scope"), given.get("scopeId")
    itwin_id = parse_guid(scope_id)
    wrong = {
        "callbackUrl": not isinstance(url, str) or not is_callable_url(url),
        "scope": scope not in ([of.scope] if of else WebhookScope.values),
        "scopeId": itwin_id != of.itwin_id if of else itwin_id is None,
    }
    details = [invalid_value(name) for name in wrong if name in given and wrong[name]]
    if "eventTypes" in given:
        details += _wrong_types(given["eventTypes"])
    if "active" in given and not isinstance(given["active"], bool):
        details.append(invalid_value("active"))
    return details


def _wrong_types(types: Any) -> list[ErrorDetail]:
    if not isinstance(types, list) or not types:
        return [invalid_value("eventTypes")]
    return [
        invalid_value(f"eventTypes[{place}]")
        for place, name in enumerate(types)
        if not isinstance(name, str) or name not in EventType.values
    ]
