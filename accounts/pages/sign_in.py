"""Sign-in with e-mail address and password, and the way to the organization's own sign-in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from accounts.authentication.lock_out import TellsLockOut
from accounts.authentication.session_start import begin_session
from accounts.issuer.sign_in_for_applications import for_application, is_to_sign_in_again
from accounts.pages.provider_sign_in import provider_sign_in_address
from itwins_site.way_back import way_back


class EmailAndPassword(TellsLockOut):
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
        self.redirect_authenticated_user = not is_to_sign_in_again(request, way_on)
        return for_application(super().dispatch(request, *args, **kwargs), way_on)

    def form_valid(self, form: EmailAndPassword) -> HttpResponse:  # type: ignore[override]
        begin_session(self.request, form.get_user())
        return HttpResponseRedirect(self.get_success_url())

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        page = way_back(request or self.request)
        return page if page != self.request.path else ""  # or it would lead to itself

    def get_default_redirect_url(self) -> str:
        return reverse("twins:home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = provider_sign_in_address(self.get_redirect_url())
        return super().get_context_data(
            provider_sign_in=address, sends_mail=settings.SENDS_MAIL, **kwargs
        )
