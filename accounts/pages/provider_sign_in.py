"""Sign-in at the organization's own provider: away to it, and back with its proof."""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode, urlsplit

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from mozilla_django_oidc.views import (
    OIDCAuthenticationCallbackView,
    OIDCAuthenticationRequestView,
)

from accounts.authentication.openid_discovery import provider
from accounts.authentication.openid_provider import (
    ID_TOKEN_KEY,
    callback_address,
    library_setting,
)
from accounts.authentication.session_start import begin_session
from accounts.errors import (
    ProofRefused,
    ProviderDenied,
    ProviderUnavailable,
    SignInExpired,
    SignInRefused,
)
from accounts.issuer.sign_in_for_applications import for_application, is_to_sign_in_again
from itwins_site.way_back import way_back

log = structlog.get_logger(__name__)

_MINUTES_TO_SIGN_IN = 15
_DENIED = {"access_denied", "login_required", "interaction_required", "consent_required"}

View = Callable[[HttpRequest], HttpResponse]


def provider_sign_in_address(next_page: str) -> str | None:
    """Where the button of the sign-in page leads; None when there is no provider."""
    if not settings.OIDC_ISSUER:
        return None
    address = reverse("accounts:provider_sign_in")
    return f"{address}?{urlencode({'next': next_page})}" if next_page else address


def shows_refusals(view: View) -> View:
    """A page instead of each SignInRefused; no page at all when there is no provider."""

    @never_cache
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if not settings.OIDC_ISSUER:
            raise Http404
        try:
            return view(request)
        except SignInRefused as refusal:
            log.warning("sign-in refused", refusal=type(refusal).__name__, reason=refusal.reason)
            context = {
                "refusal": refusal,
                "provider_sign_in": provider_sign_in_address(""),
                "correlation_id": getattr(request, "correlation_id", ""),
            }
            page = "accounts/sign_in_refused.html"
            return render(request, page, context, status=refusal.status)

    return answer


class StartProviderSignIn(OIDCAuthenticationRequestView):
    get_settings = staticmethod(library_setting)

    def get(self, request: HttpRequest) -> HttpResponse:
        if urlsplit(f"//{request.get_host()}").hostname != urlsplit(settings.PUBLIC_URL).hostname:
            # The provider leads back to the public address: there the browser must be known.
            return HttpResponseRedirect(settings.PUBLIC_URL + request.get_full_path())
        response = super().get(request)
        page = way_back(request)
        request.session["oidc_login_next"] = page  # the library lets whole addresses in
        return for_application(response, page)

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:
        again = {"prompt": "login"} if is_to_sign_in_again(request, way_back(request)) else {}
        return {"redirect_uri": callback_address(), **again}


class FinishProviderSignIn(OIDCAuthenticationCallbackView):
    get_settings = staticmethod(library_setting)

    def get(self, request: HttpRequest) -> HttpResponse:
        _expect_begun(request)
        if request.GET.get("iss", provider().issuer) != provider().issuer:
            raise ProofRefused("another issuer answered")
        error = request.GET.get("error")
        if error:
            # The state stays: nothing was proven with it, and it ends by itself.
            raise ProviderDenied(error) if error in _DENIED else ProviderUnavailable(error[:100])
        return super().get(request)

    def login_success(self) -> HttpResponse:
        session = self.request.session
        page, id_token = session.pop("oidc_login_next", None), session.get(ID_TOKEN_KEY)
        begin_session(self.request, self.user)
        self.request.session[ID_TOKEN_KEY] = id_token
        way_on = page or reverse("twins:home")
        return for_application(HttpResponseRedirect(way_on), way_on)

    def login_failure(self) -> HttpResponse:
        raise SignInExpired("no code")


def _expect_begun(request: HttpRequest) -> None:
    """Raises SignInExpired unless this browser began a sign-in not long ago."""
    begun = request.session.get("oidc_states", {}).get(request.GET.get("state"))
    if begun is None:
        raise SignInExpired("unknown state")
    if time.time() - begun["added_on"] > _MINUTES_TO_SIGN_IN * 60:
        raise SignInExpired("too late")
