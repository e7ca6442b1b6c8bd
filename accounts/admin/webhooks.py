"""Webhooks and what they were told: to be read; what was given up can be tried again."""

import json
from datetime import UTC, datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.choices import EventType
from accounts.models import Webhook, WebhookDelivery
from accounts.operations.deliveries import try_again
from twins.models import ITwin
from twins.queries.support_search import LONGEST_SEARCH, containing, pasted_id


class ReadOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin):
    actions = None
    list_display = ["callback_url", "is_active", "scope", "itwin", "created_at"]
    list_filter = ["is_active", "scope"]
    list_select_related = ["itwin"]
    ordering = ["-created_at", "pk"]
    search_fields = ["callback_url"]
    search_help_text = "The whole id of a webhook, iTwin or Account, or part of the callback URL."
    # The secret is nobody's business: whoever lost it makes another webhook.
    fields = [
        *("id", "callback_url", "scope", "itwin_", "types", "is_active", "active_since"),
        *("created_by", "created_at", "deliveries"),
    ]
    readonly_fields = ["id", "itwin_", "types", "deliveries", "created_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Webhook]:
        return super().get_queryset(request).defer("secret")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        guid = pasted_id(text)
        if guid is not None:
            return queryset.filter(pk=guid) | queryset.filter(itwin=guid), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        return (queryset.filter(containing(text, "callback_url")) if text else queryset), False

    @admin.display(description="speaks of")
    def itwin_(self, webhook: Webhook) -> SafeString:
        return _link_to(webhook.itwin)

    @admin.display(description="told of")
    def types(self, webhook: Webhook) -> str:
        return ", ".join(EventType(name).label for name in webhook.event_types)

    @admin.display(description="deliveries")
    def deliveries(self, webhook: Webhook) -> SafeString:
        address = reverse("admin:accounts_webhookdelivery_changelist", query={"q": str(webhook.pk)})
        return format_html('<a href="{}">What it was told, and what it answered</a>', address)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    actions = ["try_again"]
    list_display = [
        *("event_type", "status", "attempts", "last_answer", "tried", "next_try", "webhook"),
    ]
    list_filter = ["status"]
    list_select_related = ["event", "webhook"]
    ordering = ["-event", "pk"]
    search_fields = ["webhook__callback_url"]
    search_help_text = "The whole id of a message, webhook or iTwin, or part of the callback URL."
    fields = [
        *("id", "webhook", "event_type", "itwin", "content", "happened", "status", "attempts"),
        *("last_answer", "tried", "next_try"),
    ]
    readonly_fields = ["id", "event_type", "itwin", "content", "happened", "tried", "next_try"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[WebhookDelivery]:
        return super().get_queryset(request).defer("webhook__secret")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        text = search_term.strip()
        guid = pasted_id(text)
        if guid is not None:
            named = queryset.filter(pk=guid) | queryset.filter(webhook=guid)
            return named | queryset.filter(event__itwin_id=guid), False
        if len(text) > LONGEST_SEARCH:
            return queryset.none(), False
        found = containing(text, "webhook__callback_url")
        return (queryset.filter(found) if text else queryset), False

    @admin.action(description="Try again what was given up", permissions=["view"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        number = try_again(WebhookDelivery.objects.filter(pk__in=queryset.values("pk")))
        self.message_user(request, f"To be tried again: {number}.", messages.SUCCESS)

    @admin.display(description="event", ordering="event__event_type")
    def event_type(self, delivery: WebhookDelivery) -> str:
        return delivery.event.event_type

    @admin.display(description="iTwin")
    def itwin(self, delivery: WebhookDelivery) -> SafeString | str:
        found = ITwin.objects.filter(pk=delivery.event.itwin_id).first()
        return _link_to(found) if found else str(delivery.event.itwin_id)

    @admin.display(description="content")
    def content(self, delivery: WebhookDelivery) -> SafeString:
        text = json.dumps(delivery.event.content, indent=2, ensure_ascii=False)
        return format_html("<pre>{}</pre>", text)

    @admin.display(description="happened")
    def happened(self, delivery: WebhookDelivery) -> str | None:
        return _in_utc(delivery.event.enqueued_at)

    @admin.display(description="last tried", ordering="last_attempt_at")
    def tried(self, delivery: WebhookDelivery) -> str | None:
        return _in_utc(delivery.last_attempt_at)

    @admin.display(description="next", ordering="next_attempt_at")
    def next_try(self, delivery: WebhookDelivery) -> str | None:
        return _in_utc(delivery.next_attempt_at)


def _in_utc(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _link_to(itwin: ITwin) -> SafeString:
    page = "accounts_account" if itwin.is_account else "twins_itwin"
    return format_html(
        '<a href="{}">{}</a>', reverse(f"admin:{page}_change", args=[itwin.pk]), itwin
    )
