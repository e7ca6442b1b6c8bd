"""Signing in, signing out, and the link that sets a first password."""

from django.urls import path

from accounts.pages.set_password import SetPassword
from accounts.pages.sign_in import SignIn
from accounts.pages.sign_out import SignOut

app_name = "accounts"

urlpatterns = [
    path("sign-in", SignIn.as_view(), name="sign_in"),
    path("sign-out", SignOut.as_view(), name="sign_out"),
    path("set-password/<uidb64>/<token>", SetPassword.as_view(), name="set_password"),
]
