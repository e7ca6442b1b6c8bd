"""The page behind the link that sets a password: a first one, or one in place of a forgotten one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy

from accounts.models import User
from accounts.operations.failed_sign_ins import let_try_again
from accounts.operations.sign_out import sign_out_everywhere


class SetPassword(PasswordResetConfirmView):
    template_name = "accounts/set_password.html"
    success_url = reverse_lazy("accounts:sign_in")

    def get_user(self, uidb64: str) -> User | None:
        person = super().get_user(uidb64)
        # Whoever could set the password of a service would be the service.
        return None if person is None or person.is_service else person

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            sign_out_everywhere(form.user)
            let_try_again(form.user)  # who has the link need not guess
        messages.success(self.request, "Your password is set. Sign in with it.")
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sends_mail=settings.SENDS_MAIL, **kwargs)
