"""Registering an application: its secret is on the page that answers, and nowhere else."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.errors import CannotCreatePerson, CannotRegisterApplication
from accounts.models import Application, ApplicationKind
from accounts.operations.applications import register_application
from accounts.pages.application_forms import NewApplicationForm
from accounts.pages.client_lines import lines_for
from accounts.pages.frame import PersonsRequest, framed_page
from accounts.queries.applications import applications_managed_by, kinds_open_to
from accounts.queries.redirect_addresses import MOST_ADDRESSES

_SENTENCES = {
    ApplicationKind.SINGLE_PAGE: "Runs in the browser, such as an iTwin viewer. Acts as whoever signs in, and has no secret.",
    ApplicationKind.NATIVE: "Is installed on a computer or phone, such as a desktop or command-line tool. Acts as whoever signs in, and has no secret.",
    ApplicationKind.WEB: "Runs on a server of yours that people use with a browser. Acts as whoever signs in, and keeps a secret.",
    ApplicationKind.SERVICE: "Runs by itself, without anybody signing in. Keeps a secret, and becomes a member of iTwins like a person.",
}
_REGISTERED_ALREADY = "{} was registered already."
_SHOWN_ONCE = (
    " Its secret was shown once; if you did not copy it, make a new one under “New secret”."
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_application(request: PersonsRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, NewApplicationForm(person=request.user))
    form = NewApplicationForm(request.POST, person=request.user)
    if not form.is_valid():
        return _show(request, form)
    client_id = form.client_id
    there = _registered(request, client_id)
    if there is not None:
        return _was_registered(request, there)
    try:
        application, secret = _register(request, form, client_id)
    except CannotRegisterApplication as refusal:
        form.add_error(None, str(refusal))
        return _show(request, form)
    except (IntegrityError, CannotCreatePerson):  # the same form, sent twice at once
        there = _registered(request, client_id)
        if there is None:
            raise
        return _was_registered(request, there)
    return _show_registered(request, application, secret)


def _register(
    request: PersonsRequest, form: NewApplicationForm, client_id: str
) -> tuple[Application, str]:
    is_service = form.chosen == ApplicationKind.SERVICE
    assert form.chosen is not None  # noqa: S101 -- the form is valid
    return register_application(
        **form.values,
        kind=form.chosen,
        by=request.user,
        organization=request.user.organization if is_service else None,
        client_id=client_id,
    )


def _registered(request: PersonsRequest, client_id: str) -> Application | None:
    return applications_managed_by(request.user).filter(client_id=client_id).first()


def _was_registered(request: PersonsRequest, application: Application) -> HttpResponse:
    keeps_secret = application.client_type == Application.CLIENT_CONFIDENTIAL
    words = _REGISTERED_ALREADY.format(application.name)
    messages.success(request, words + (_SHOWN_ONCE if keeps_secret else ""))
    return HttpResponseRedirect(reverse("accounts:application", args=[application.pk]))


def _show_registered(
    request: PersonsRequest, application: Application, secret: str
) -> HttpResponse:
    if not secret:
        messages.success(request, f"{application.name} is registered.")
        return HttpResponseRedirect(reverse("accounts:application", args=[application.pk]))
    context = {
        "application": application,
        "secret": secret,
        "lines": lines_for(application, secret),
        "title": f"{application.name} is registered",
    }
    return framed_page(request, "accounts/application_secret.html", context)


def _show(request: PersonsRequest, form: NewApplicationForm) -> HttpResponse:
    open_kinds = kinds_open_to(request.user)
    context: dict[str, Any] = {
        "form": form,
        "kinds": [
            {"value": kind.value, "word": kind.label, "sentence": _SENTENCES[kind]}
            for kind in open_kinds
        ],
        "may_register_services": ApplicationKind.SERVICE in open_kinds,
        "most_addresses": MOST_ADDRESSES,
    }
    return framed_page(request, "accounts/new_application.html", context)
