"""Checking a token, for whoever got a 401 and wonders why."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.authentication.token_check import verdict_on
from accounts.pages.api_tokens import tokens_page
from accounts.pages.frame import PersonsRequest


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check_token(request: PersonsRequest) -> HttpResponse:
    """By POST, so that the token is in no address; it is not shown again."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("accounts:api_tokens"))
    verdict = verdict_on(request.POST.get("token", ""), request)
    return tokens_page(request, verdict=verdict)
