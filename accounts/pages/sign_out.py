"""Sign-out, by POST alone: a link in somebody's mail must not do it."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.authentication.openid_provider import ID_TOKEN_KEY, sign_out_address
from itwins_site.way_back import way_back


class SignOut(LogoutView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        id_token = request.session.get(ID_TOKEN_KEY)
        elsewhere = sign_out_address(id_token) if id_token and not way_back(request) else None
        response = super().post(request, *args, **kwargs)
        if elsewhere is None:
            return response
        # A link and no redirect: a form of ours may not lead elsewhere (form-action).
        context = {"elsewhere": elsewhere, "host": urlsplit(elsewhere).hostname}
        return render(request, "accounts/signed_out.html", context)

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        return way_back(request or self.request)

    def get_default_redirect_url(self) -> str:
        return reverse("accounts:sign_in")
