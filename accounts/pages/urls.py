"""Signing in and out, the links that mails and commands hand out, and a demo's outbox."""

from django.urls import path

from accounts.pages.forgotten_password import ForgottenPassword
from accounts.pages.invitation import AnswerInvitation
from accounts.pages.outbox import outbox
from accounts.pages.profile import Profile
from accounts.pages.provider_sign_in import (
    FinishProviderSignIn,
    StartProviderSignIn,
    shows_refusals,
)
from accounts.pages.set_password import SetPassword
from accounts.pages.sign_in import SignIn
from accounts.pages.sign_out import SignOut

app_name = "accounts"

urlpatterns = [
    path("sign-in", SignIn.as_view(), name="sign_in"),
    path(
        "sign-in/provider",
        shows_refusals(StartProviderSignIn.as_view()),
        name="provider_sign_in",
    ),
    path(
        "sign-in/provider/callback",
        shows_refusals(FinishProviderSignIn.as_view()),
        name="provider_callback",
    ),
    path("sign-out", SignOut.as_view(), name="sign_out"),
    path("forgotten-password", ForgottenPassword.as_view(), name="forgotten_password"),
    path("set-password/<uidb64>/<token>", SetPassword.as_view(), name="set_password"),
    path("invitations/<uuid:invitation_id>/<token>", AnswerInvitation.as_view(), name="invitation"),
    path("profile", Profile.as_view(), name="profile"),
    path("outbox", outbox, name="outbox"),
]
