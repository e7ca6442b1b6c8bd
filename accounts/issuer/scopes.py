"""Which scopes an application may ask for, and what each lets it do, in words."""

from typing import Any

from oauth2_provider.scopes import SettingsScopes

from accounts.authentication.access_tokens import REQUIRED_SCOPE
from accounts.models import Application


class Scopes(SettingsScopes):
    def get_available_scopes(
        self, application: Application | None = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        """A service is nobody whom one could know or who could be away: it gets the API alone."""
        if application is not None and application.is_service:
            return [REQUIRED_SCOPE]
        return list(self.get_all_scopes())
