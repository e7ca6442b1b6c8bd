"""The page behind the link that a new administrator is given."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy

from accounts.models import User


class SetPassword(PasswordResetConfirmView):
    template_name = "accounts/set_password.html"
    success_url = reverse_lazy("accounts:sign_in")

    def get_user(self, uidb64: str) -> User | None:
        person = super().get_user(uidb64)
        # Whoever could set the password of a service would be the service.
        return None if person is None or person.is_service else person

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, "Your password is set. Sign in with it.")
        return super().form_valid(form)
