"""A person's own page: who they are here, how they sign in, and where they are signed in."""

from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views import View

from accounts.authentication.lock_out import TOO_MANY
from accounts.models import User
from accounts.operations.sign_out import change_password, sign_out_everywhere
from accounts.queries.header import framed
from accounts.queries.people import signs_in_at_provider


class Name(forms.ModelForm):
    """How others see a person."""

    class Meta:
        model = User
        fields = ["given_name", "surname"]

    def clean(self) -> None:
        """At least one of the two: an address alone is no name."""
        given = [self.cleaned_data.get(field, "") for field in self.Meta.fields]
        if not self.errors and not any(given):
            self.add_error("given_name", "Enter a given name or a surname.")


class NewPassword(PasswordChangeForm):
    """The present password is guessed here no more often than at the sign-in."""

    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(user=cast(User, request.user), **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        old = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.email, password=old) != self.user:
            is_locked = getattr(self.request, "axes_locked_out", False)
            raise ValidationError(TOO_MANY if is_locked else "That is not your present password.")
        return old


class Profile(LoginRequiredMixin, View):
    """One address for three forms: after signing in anew, one is back on the page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return _page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        person = cast(User, request.user)
        if "sign_out" in request.POST:
            sign_out_everywhere(person)
            return _done(request, "You are signed out everywhere else.")
        if "old_password" in request.POST:
            return self._change_password(request, person)
        return self._rename(request, person)

    def _change_password(self, request: HttpRequest, person: User) -> HttpResponse:
        if not person.has_usable_password():
            raise PermissionDenied
        form = NewPassword(request, data=request.POST)
        if not form.is_valid():
            return _page(request, password_form=form)
        change_password(person, form.cleaned_data["new_password1"])
        return _done(request, "Your password is changed. You are signed out everywhere else.")

    def _rename(self, request: HttpRequest, person: User) -> HttpResponse:
        if signs_in_at_provider(person):
            raise PermissionDenied
        # Of a copy: what is refused must not stand in the header.
        form = Name(request.POST, instance=User.objects.get(pk=person.pk))
        if not form.is_valid():
            return _page(request, name_form=form)
        form.instance.save(update_fields=form.changed_data)
        return _done(request, "Your name is changed.", keeps_session=False)


def _page(request: HttpRequest, **forms_in_error: forms.BaseForm) -> HttpResponse:
    person = cast(User, request.user)
    context = {
        "person": person,
        "provider_host": urlsplit(person.issuer).hostname if signs_in_at_provider(person) else "",
        "name_form": Name(instance=person),
        "password_form": NewPassword(request),
    }
    return render(request, "accounts/profile.html", framed(context | forms_in_error, person))


def _done(request: HttpRequest, words: str, *, keeps_session: bool = True) -> HttpResponse:
    """Back to the page; this session goes on where the others have ended."""
    if keeps_session:
        update_session_auth_hash(request, cast(User, request.user))
    messages.success(request, words)
    return HttpResponseRedirect(request.path)
