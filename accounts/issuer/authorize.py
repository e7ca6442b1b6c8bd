"""The authorization endpoint: who is asked for what, and the way back to the application."""

from typing import Any

import jwt
import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.views.decorators.http import require_http_methods

from accounts.issuer.authorization_requests import AuthorizationRequest, authorization_request
from accounts.issuer.id_tokens import claims_of_id_token
from accounts.issuer.recent_sign_in import address_to_come_back_to, is_recent_enough
from accounts.issuer.refusals import NotToldThere, RefusedHere, RefusedThere
from accounts.issuer.ways_back import in_a_window_of_an_application, leading_to
from accounts.models import Application, Consent, User
from accounts.operations.consents import give_consent

log = structlog.get_logger(__name__)

_LONGEST_TOLD = 200


@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """A POST is the answer of our own consent page; its address repeats what was asked."""
    try:
        asked = authorization_request(request.GET)
    except RefusedHere as refusal:
        return refusal_page(request, refusal)
    try:
        asked.checked()
    except RefusedThere as refusal:
        return _refusal_of_a_wrong_request(request, asked, refusal)
    try:
        response = _answer(request, asked)
    except RefusedThere as refusal:  # of a silent request, or of a person who was asked
        response = asked.refused(refusal)
    return in_a_window_of_an_application(response)


def refusal_page(request: HttpRequest, refusal: RefusedHere) -> HttpResponse:
    way_back = request.GET.get("redirect_uri") or request.GET.get("post_logout_redirect_uri", "")
    log.info(
        "application refused",
        reason=type(refusal).__name__,
        client_id=request.GET.get("client_id", "")[:_LONGEST_TOLD],
        leads_to=way_back.partition("?")[0][:_LONGEST_TOLD],
    )
    context = {
        "refusal": refusal,
        "correlation_id": getattr(request, "correlation_id", ""),
    }
    response = render(request, "accounts/application_refused.html", context, status=400)
    return in_a_window_of_an_application(response)


def _refusal_of_a_wrong_request(
    request: HttpRequest, asked: AuthorizationRequest, refusal: RefusedThere
) -> HttpResponse:
    """Anybody can register an address: to lead people there takes more (RFC 9700, 4.11.2)."""
    if asked.is_silent or _is_allowed_by(request.user, asked.application):
        return in_a_window_of_an_application(asked.refused(refusal))
    told = NotToldThere(asked.application.name, refusal, asked.leads_to)
    return refusal_page(request, told)


def _is_allowed_by(user: Any, application: Application) -> bool:
    if application.skip_authorization:
        return True
    return user.is_authenticated and user.consents.filter(application=application).exists()


def _answer(request: HttpRequest, asked: AuthorizationRequest) -> HttpResponse:
    user = request.user
    if not isinstance(user, User) or not is_recent_enough(request, asked):
        if asked.is_silent:
            raise RefusedThere("login_required")
        return redirect_to_login(address_to_come_back_to(asked), resolve_url(settings.LOGIN_URL))
    if asked.is_silent and not _is_meant(user, asked):
        raise RefusedThere("login_required", "Somebody else is signed in.")
    if request.method == "POST":
        if request.POST.get("decision") == "sign-out":
            logout(request)
            return HttpResponseRedirect(request.get_full_path())
        _take_decision(request, user, asked)
    elif _must_ask(user, asked):
        if asked.is_silent:
            raise RefusedThere("consent_required")
        return _consent_page(request, asked)
    return asked.granted_to(user)


def _is_meant(user: User, asked: AuthorizationRequest) -> bool:
    """Whether the person is the one whom the application knows, if it says so."""
    hint = asked.parameters.get("id_token_hint")
    try:
        return hint is None or claims_of_id_token(hint)["sub"] == user.pk
    except jwt.PyJWTError:
        return False


def _must_ask(user: User, asked: AuthorizationRequest) -> bool:
    if {"consent", "select_account"} & asked.prompts:
        return True
    if asked.application.skip_authorization:
        return False
    consent = Consent.objects.filter(user=user, application=asked.application).first()
    return consent is None or not consent.covers(asked.scopes)


def _take_decision(request: HttpRequest, user: User, asked: AuthorizationRequest) -> None:
    if request.POST.get("decision") != "allow":
        raise RefusedThere("access_denied")
    if not asked.application.skip_authorization:
        give_consent(user=user, application=asked.application, scopes=asked.scopes)


def _consent_page(request: HttpRequest, asked: AuthorizationRequest) -> HttpResponse:
    words = settings.OAUTH2_PROVIDER["SCOPES"]
    context = {
        "application": asked.application,
        "scopes": [words[scope] for scope in asked.scopes],
        "leads_to": asked.leads_to,
        "here": request.get_full_path(),
    }
    return leading_to(asked.way_back, render(request, "accounts/consent.html", context))
