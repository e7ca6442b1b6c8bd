"""Sign-in with e-mail address and password, and the way to the organization's own sign-in."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from accounts.issuer.sign_in_for_applications import for_application, is_to_sign_in_again
from accounts.pages.provider_sign_in import provider_sign_in_address


class EmailAndPassword(AuthenticationForm):
    # One sentence for a wrong address and a wrong password: neither may be guessed one by one.
    error_messages = {
        "invalid_login": "This e-mail address and password do not fit together.",
        "inactive": "This e-mail address and password do not fit together.",
    }


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = EmailAndPassword

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        way_on = self.get_redirect_url()
        self.redirect_authenticated_user = not is_to_sign_in_again(request.user, way_on)
        return for_application(super().dispatch(request, *args, **kwargs), way_on)

    def get_default_redirect_url(self) -> str:
        return reverse("twins:home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = provider_sign_in_address(self.get_redirect_url())
        return super().get_context_data(provider_sign_in=address, **kwargs)
