"""A new password for somebody who forgot theirs: by mail, and without telling who is here."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.views.generic import FormView

from accounts.authentication.lock_out import counted_address
from accounts.queries.failed_sign_ins import name_as_counted
from accounts.queries.people import person_with_password
from accounts.tasks import mail_link_to
from itwins_site.counters import count
from itwins_site.queue import hand_over

_ON_ITS_WAY = (
    "If somebody signs in with this address and a password, a mail with a link is on its way to it."
)
_NOBODY = UUID(int=0)
_AN_HOUR = 3600
_MAILS_AN_HOUR = 5
_ASKED_FROM_ONE_ADDRESS = 30


class Address(forms.Form):
    """Whose password is forgotten."""

    email = forms.EmailField(max_length=254)


class ForgottenPassword(FormView):
    template_name = "accounts/forgotten_password.html"
    form_class = Address
    success_url = reverse_lazy("accounts:sign_in")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.SENDS_MAIL:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        email = form.cleaned_data["email"]
        if _may_ask(self.request, email):
            person = person_with_password(email)
            # For nobody as much is done as for somebody: how long it takes must tell nothing.
            hand_over(mail_link_to, person.pk if person else _NOBODY)
        messages.success(self.request, _ON_ITS_WAY)
        return super().form_valid(form)


def _may_ask(request: HttpRequest, email: str) -> bool:
    """Not so often that somebody's mailbox fills, nor that one client tries many addresses."""
    from_there = _times_asked(f"from {counted_address(request)}")
    return (
        from_there <= _ASKED_FROM_ONE_ADDRESS
        and _times_asked(name_as_counted(email)) <= _MAILS_AN_HOUR
    )


def _times_asked(what: str) -> int:
    return count(f"forgotten-password {what}".replace(" ", ":"), seconds=_AN_HOUR)
