"""Requests for shares, as these tests make them."""

from datetime import UTC, datetime
from typing import Any

from rest_framework.test import APIClient

from tests.accounts.api.envelopes import refusal

NOW = datetime(2026, 3, 1, 12, 30, 15, 250000, tzinfo=UTC)


def create(client: APIClient, address: str, **body: object) -> dict[str, Any]:
    """A new share, as the answer shows it."""
    response = client.post(address, body, format="json")
    assert response.status_code == 201, response.json()
    return response.json()["share"]


def invalid_share(*details: tuple[str, ...]) -> dict[str, Any]:
    return refusal(
        "InvalidiTwinsShareRequest", "Request body or query is invalid.", details=details
    )
