"""Signing in and out, the links that mails and commands hand out, and what lets programs in."""

from django.urls import path

from accounts.pages.api_tokens import api_tokens, delete, revoke
from accounts.pages.application import application, new_secret, removal
from accounts.pages.applications import applications, withdraw
from accounts.pages.forgotten_password import ForgottenPassword
from accounts.pages.invitation import AnswerInvitation
from accounts.pages.new_application import new_application
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
from accounts.pages.token_check import check_token

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
    path("applications", applications, name="applications"),
    path("applications/new", new_application, name="new_application"),
    path("applications/<int:application_id>", application, name="application"),
    path("applications/<int:application_id>/secret", new_secret, name="new_secret"),
    path("applications/<int:application_id>/remove", removal, name="remove_application"),
    path("applications/<int:application_id>/withdraw", withdraw, name="withdraw"),
    path("tokens", api_tokens, name="api_tokens"),
    path("tokens/check", check_token, name="check_token"),
    path("tokens/<uuid:token_id>/revoke", revoke, name="revoke_api_token"),
    path("tokens/<uuid:token_id>/delete", delete, name="delete_api_token"),
    path("profile", Profile.as_view(), name="profile"),
    path("outbox", outbox, name="outbox"),
]
