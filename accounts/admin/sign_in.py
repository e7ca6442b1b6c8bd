"""The admin's own sign-in: for support staff, with their e-mail address and password."""

from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm

from accounts.authentication.lock_out import TellsLockOut


class SupportSignIn(TellsLockOut, AdminAuthenticationForm):
    """Says to wait, too, where passwords are guessed."""


admin.site.login_form = SupportSignIn
