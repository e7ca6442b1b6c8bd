"""One application: what to paste, its name and addresses, a new secret, and its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import application_for
from accounts.errors import ApplicationChanged, ApplicationNotFound, CannotRegisterApplication
from accounts.models import Application
from accounts.operations.applications import (
    change_application,
    remove_application,
    renew_secret,
)
from accounts.pages.application_forms import ApplicationForm, SecretForm
from accounts.pages.client_lines import lines_for
from accounts.pages.frame import PersonsRequest, framed_page
from accounts.queries.applications import belongings_of
from accounts.queries.redirect_addresses import MOST_ADDRESSES

_CHANGED_MEANWHILE = (
    "Somebody has changed this application since you opened the page."
    " Open it again in another tab, compare, and change what is yours to change there."
)
_RENEWED_MEANWHILE = (
    "The application has changed since you opened that page, so no new secret was made."
    " If you sent the form twice, the first secret counts."
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: PersonsRequest, application_id: int) -> HttpResponse:
    found = application_for(request.user, application_id)
    if request.method != "POST":
        return _show(request, found, ApplicationForm.of(found))
    form = ApplicationForm.of(found, request.POST)
    if form.is_valid() and _changed(request, found, form):
        return _back_to(found)
    return _show(request, found, form)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_secret(request: PersonsRequest, application_id: int) -> HttpResponse:
    found = application_for(request.user, application_id)
    if found.client_type != Application.CLIENT_CONFIDENTIAL:
        raise ApplicationNotFound
    form = SecretForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {
            "application": found,
            "belongings": belongings_of(found),
            "seen_at": found.updated.isoformat(),
        }
        return framed_page(request, "accounts/new_secret.html", context)
    given = form.cleaned_data
    try:
        secret = renew_secret(application=found, by=request.user, **given)
    except ApplicationChanged:
        messages.error(request, _RENEWED_MEANWHILE)
        return _back_to(found)
    context = {
        "application": found,
        "secret": secret,
        "lines": lines_for(found, secret)[:1],
        "title": f"{found.name} has a new secret",
        "is_renewed": True,
        "has_ended_tokens": given["ends_tokens"],
    }
    return framed_page(request, "accounts/application_secret.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def removal(request: PersonsRequest, application_id: int) -> HttpResponse:
    found = application_for(request.user, application_id)
    if request.method != "POST":
        context = {"application": found, "belongings": belongings_of(found)}
        return framed_page(request, "accounts/application_removal.html", context)
    remove_application(application=found, by=request.user)
    messages.success(request, f"{found.name} is removed. Nothing it held works any more.")
    return HttpResponseRedirect(reverse("accounts:applications"))


def _changed(request: PersonsRequest, found: Application, form: ApplicationForm) -> bool:
    """Changes the application, or says in the form what is in the way."""
    try:
        changed = change_application(
            application=found,
            **form.values,
            by=request.user,
            seen_at=form.cleaned_data["seen_at"],
        )
    except ApplicationChanged:
        form.add_error(None, _CHANGED_MEANWHILE)
        return False
    except CannotRegisterApplication as refusal:
        form.add_error(None, str(refusal))
        return False
    words = "The application is saved."
    if found.skip_authorization and not changed.skip_authorization:
        words += " It has a new address, so it asks for consent again."
    messages.success(request, words)
    return True


def _show(request: PersonsRequest, found: Application, form: ApplicationForm) -> HttpResponse:
    context: dict[str, Any] = {
        "application": found,
        "form": form,
        "belongings": belongings_of(found),
        "lines": lines_for(found),
        "keeps_secret": found.client_type == Application.CLIENT_CONFIDENTIAL,
        "most_addresses": MOST_ADDRESSES,
    }
    return framed_page(request, "accounts/application.html", context)


def _back_to(found: Application) -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:application", args=[found.pk]))
