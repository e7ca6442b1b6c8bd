"""Reading an authorization request: what is asked, by which application, and where it leads back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, QueryDict
from oauth2_provider.http import OAuth2ResponseRedirect
from oauth2_provider.oauth2_backends import get_oauthlib_core
from oauthlib.common import add_params_to_uri
from oauthlib.oauth2 import OAuth2Error

from accounts.issuer.parameters import Unreadable, checked
from accounts.issuer.refusals import (
    ApplicationUnknown,
    RefusedHere,
    RefusedThere,
    WayBackUnknown,
)
from accounts.issuer.registered_addresses import is_allowed, place_of
from accounts.models import Application, User

_S256_LENGTH = 43
_PROMPTS = {"none", "login", "consent", "select_account"}
# All that the library is told; it would do something with words that we do not offer.
_FOR_THE_LIBRARY = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
)
_IGNORED = ("claims", "resource")


@dataclass(frozen=True)
class AuthorizationRequest:
    """One that can be answered at the application's own address."""

    application: Application
    way_back: str
    parameters: dict[str, str]

    @property
    def prompts(self) -> set[str]:
        return set(self.parameters.get("prompt", "").split())

    @property
    def is_silent(self) -> bool:
        """Asked in a frame that nobody sees: no page may be shown."""
        return "none" in self.prompts

    @property
    def scopes(self) -> list[str]:
        asked = self.parameters.get("scope")
        return asked.split() if asked else settings.OAUTH2_PROVIDER["DEFAULT_SCOPES"]

    @property
    def leads_to(self) -> str:
        return place_of(self.way_back)

    def checked(self) -> None:
        """Raises RefusedThere unless everything that is asked is offered."""
        if self.parameters.get("response_type", "code") != "code":
            raise RefusedThere("unsupported_response_type")
        try:
            get_oauthlib_core().server.validate_authorization_request(self._uri)
        except OAuth2Error as error:
            raise RefusedThere(error.error, error.description or "") from None
        for is_wrong, code, description in self._wishes_not_met():
            if is_wrong:
                raise RefusedThere(code, description)

    def _wishes_not_met(self) -> Iterator[tuple[bool, str, str]]:
        asked = self.parameters
        for name in ("request", "request_uri"):
            yield name in asked, f"{name}_not_supported", ""
        wrong = "invalid_request"
        yield (
            asked.get("code_challenge_method") != "S256",
            wrong,
            "code_challenge_method must be S256.",
        )
        is_short = len(asked["code_challenge"]) != _S256_LENGTH
        yield is_short, wrong, "code_challenge is no SHA-256 in base64url."
        yield asked.get("response_mode", "query") != "query", wrong, "response_mode must be query."
        is_mixed = self.is_silent and len(self.prompts) > 1
        yield is_mixed or not self.prompts <= _PROMPTS, wrong, "prompt holds words that do not fit."
        is_number = asked.get("max_age", "0").isdecimal()
        yield not is_number, wrong, "max_age must be a number of seconds."

    def granted_to(self, user: User) -> HttpResponse:
        """Back to the application, with a code."""
        headers, _, _ = get_oauthlib_core().server.create_authorization_response(
            self._uri, scopes=self.scopes, credentials={"user": user}
        )
        return self._redirect(headers["Location"])

    def refused(self, refusal: RefusedThere) -> HttpResponse:
        told = {
            "error": refusal.error,
            "error_description": refusal.description,
            "state": self.parameters.get("state", ""),
        }
        answer = [(name, value) for name, value in told.items() if value]
        return self._redirect(add_params_to_uri(self.way_back, answer))

    def _redirect(self, address: str) -> HttpResponse:
        # RFC 9207: an application that knows many issuers sees which one answered.
        address = add_params_to_uri(address, [("iss", settings.ISSUER)])
        return OAuth2ResponseRedirect(address, self.application.get_allowed_schemes())

    @property
    def _uri(self) -> str:
        told = {name: self.parameters[name] for name in _FOR_THE_LIBRARY if name in self.parameters}
        return f"{settings.ISSUER}/authorize/?{urlencode(told)}"


def authorization_request(given: QueryDict) -> AuthorizationRequest:
    """Whose request it is; raises RefusedHere when it must not be answered anywhere else."""
    try:
        parameters = checked(given, ignoring=_IGNORED)
    except Unreadable as error:
        raise RefusedHere(str(error)) from None
    application = Application.objects.filter(client_id=parameters.get("client_id", "")).first()
    if application is None or application.is_service:
        raise ApplicationUnknown
    return AuthorizationRequest(application, _way_back(application, parameters), parameters)


def _way_back(application: Application, parameters: dict[str, Any]) -> str:
    registered = application.redirect_uris.split()
    way_back = parameters.get("redirect_uri") or (registered[0] if len(registered) == 1 else "")
    if not way_back or not is_allowed(application.redirect_uri_allowed, way_back):
        raise WayBackUnknown
    return way_back
