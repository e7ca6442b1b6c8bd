"""Applications: those that a person answers for, and those that the person let in."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.operations.consents import withdraw_consent
from accounts.pages.frame import PersonsRequest, framed_page
from accounts.queries.applications import (
    applications_managed_by,
    let_in_by,
    scope_in_words,
    with_use,
)


@dataclass(frozen=True)
class LetIn:
    """An application that acts as the person, and what it may do in words."""

    application: Any
    may: list[str]


@never_cache
@login_required
@require_safe
def applications(request: PersonsRequest) -> HttpResponse:
    context = {
        "applications": with_use(applications_managed_by(request.user)),
        "let_in": [
            LetIn(application, scope_in_words(application.scope or ""))
            for application in let_in_by(request.user)
        ],
    }
    return framed_page(request, "accounts/applications.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: PersonsRequest, application_id: int) -> HttpResponse:
    """Ends what an application may do as the person; whoever comes by address only looks."""
    if request.method == "POST":
        found = let_in_by(request.user).filter(pk=application_id).first()
        if found is None:  # withdrawn already; or never let in, and then its name is not told
            messages.success(request, "That application cannot act as you.")
        else:
            withdraw_consent(user=request.user, application=found)
            messages.success(request, f"{found.name} can no longer act as you.")
    return HttpResponseRedirect(reverse("accounts:applications") + "#let-in")
