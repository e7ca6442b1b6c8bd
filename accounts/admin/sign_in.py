"""The admin's own sign-in: for support staff, with their e-mail address and password."""

from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse

from accounts.authentication.lock_out import TellsLockOut
from accounts.authentication.session_start import keep_start


class SupportSignIn(TellsLockOut, AdminAuthenticationForm):
    """Says to wait, too, where passwords are guessed."""


_library_sign_in = admin.site.login


@wraps(_library_sign_in)
def _sign_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    response = _library_sign_in(request, extra_context)
    if request.method == "POST" and response.status_code == 302:
        keep_start(request)
    return response


admin.site.login = _sign_in  # type: ignore[method-assign]
admin.site.login_form = SupportSignIn
