"""Sign-out that an application asks for (OpenID Connect RP-Initiated Logout)."""

from dataclasses import dataclass
from uuid import UUID

import jwt
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from oauth2_provider.http import OAuth2ResponseRedirect
from oauthlib.common import add_params_to_uri

from accounts.issuer.authorize import refusal_page
from accounts.issuer.id_tokens import claims_of_id_token
from accounts.issuer.parameters import Unreadable, checked
from accounts.issuer.refusals import ApplicationUnknown, RefusedHere, WayBackUnknown
from accounts.issuer.registered_addresses import is_allowed, place_of
from accounts.issuer.ways_back import in_a_window_of_an_application, leading_to
from accounts.models import Application
from accounts.operations.access_tokens import end_tokens_at


@dataclass(frozen=True)
class SignOutRequest:
    application: Application | None
    way_back: str
    person_id: UUID | None  # whom the application knows


@require_http_methods(["GET", "POST"])
def end_session(request: HttpRequest) -> HttpResponse:
    """A POST is the answer of our own page; its address repeats what was asked."""
    try:
        asked = _understood(request)
    except RefusedHere as refusal:
        return refusal_page(request, refusal)
    if request.method != "POST" and _must_ask(request, asked):
        context = {
            "application": asked.application,
            "leads_to": place_of(asked.way_back) if asked.way_back else "",
            "here": request.get_full_path(),
        }
        page = render(request, "accounts/end_session.html", context)
        return leading_to(asked.way_back, page) if asked.way_back else page
    if asked.application is not None:
        for person_id in {asked.person_id, request.user.pk}:
            if person_id is not None:
                end_tokens_at(asked.application, person_id=person_id)
    logout(request)
    return in_a_window_of_an_application(_way_back(asked))


def _understood(request: HttpRequest) -> SignOutRequest:
    try:
        given = checked(request.GET)
    except Unreadable as error:
        raise RefusedHere(str(error)) from None
    client_id, person_id = _hinted(given.get("id_token_hint"))
    wanted = given.get("client_id", client_id)
    if client_id is not None and wanted != client_id:
        raise RefusedHere("The application and the ID token it sent do not belong together.")
    application = Application.objects.filter(client_id=wanted).first() if wanted else None
    if wanted and application is None:
        raise ApplicationUnknown
    way_back = given.get("post_logout_redirect_uri", "")
    if way_back and not (
        application and is_allowed(application.post_logout_redirect_uri_allowed, way_back)
    ):
        raise WayBackUnknown
    if way_back and "state" in given:
        way_back = add_params_to_uri(way_back, [("state", given["state"])])
    return SignOutRequest(application, way_back, person_id)


def _hinted(id_token: str | None) -> tuple[str | None, UUID | None]:
    """Which application and whom an ID token of ours names; one that is not ours names nobody."""
    try:
        claims = claims_of_id_token(id_token or "")
    except jwt.PyJWTError:
        return None, None
    return claims["aud"], claims["sub"]


def _must_ask(request: HttpRequest, asked: SignOutRequest) -> bool:
    """Anybody can lead a browser here; only the application has the ID token."""
    if request.user.is_authenticated:
        return request.user.pk != asked.person_id
    is_trusted = asked.application is not None and asked.application.skip_authorization
    return bool(asked.way_back) and asked.person_id is None and not is_trusted


def _way_back(asked: SignOutRequest) -> HttpResponse:
    if asked.application is None or not asked.way_back:
        return HttpResponseRedirect(reverse("accounts:sign_in"))
    return OAuth2ResponseRedirect(asked.way_back, asked.application.get_allowed_schemes())
