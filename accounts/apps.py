"""The Django application of people and organizations."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Organizations and people"

    def ready(self) -> None:
        post_migrate.connect(seed_permission_catalogue, sender=self)


def seed_permission_catalogue(using: str, **_: Any) -> None:
    """Adds the permissions this version knows; deployments may have added their own."""
    from accounts.models import Permission
    from accounts.permissions import CATALOGUE

    Permission.objects.using(using).bulk_create(
        (Permission(id=name) for name in sorted(CATALOGUE)), ignore_conflicts=True
    )
