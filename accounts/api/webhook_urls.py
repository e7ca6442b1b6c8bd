"""The table of contents of the Webhooks API, below /webhooks."""

from django.urls import path

from accounts.api.webhooks import WebhookViewSet

urlpatterns = [
    path("", WebhookViewSet.as_view({"get": "list", "post": "create"})),
    path(
        "/<str:webhook_id>",
        WebhookViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
    ),
]
