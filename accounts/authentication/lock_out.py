"""Whoever guesses passwords is refused for a while: django-axes, with our way of counting."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

import structlog
from axes.handlers.database import AxesDatabaseHandler
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.operations.failed_sign_ins import count_failure, let_try_again
from accounts.queries.failed_sign_ins import name_as_counted, wait
from itwins_site.client_address import client_address

log = structlog.get_logger(__name__)

Credentials = dict[str, Any] | None

# One limit for both: so many failures of an address weigh as much as one of a name from there.
_AS_MANY_AS_ONE = 10
_NOWHERE = "::"  # a connection without an address; a row without one could not be unique
_MINUTES = int(wait().total_seconds() // 60)
TOO_MANY = f"Too many attempts failed. Wait {_MINUTES} minutes, then try again."


class FailedSignIns(AxesDatabaseHandler):
    """Counts by name and address, and more patiently by address alone; keeps nothing typed.

    The library's own counting would let a sign-in that succeeds clear all failures of its address:
    somebody with an account of their own could guess for ever.
    """

    def is_locked(self, request: HttpRequest, credentials: Credentials = None) -> bool:
        # Sign-in at the outside provider, where there is nothing to guess here, has no name.
        return _is_by_password(credentials) and super().is_locked(request, credentials)

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        of_name, of_address = (
            attempts.aggregate(number=Sum("failures_since_start"))["number"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(of_name, of_address // _AS_MANY_AS_ONE)

    def user_login_failed(
        self, sender: Any, credentials: Credentials, request: Any = None, **_: Any
    ) -> None:
        if request is None or not _is_by_password(credentials):
            return
        request.axes_credentials = credentials
        if request.axes_locked_out:  # refused unseen, which is no other guess
            return
        count_failure(
            name=counted_name(request, credentials),
            address=request.axes_ip_address,
            path=request.axes_path_info,
        )
        if self.is_locked(request, credentials):
            request.axes_locked_out = True
            _tell(request, credentials)

    def user_logged_in(self, sender: Any, request: Any, user: User, **_: Any) -> None:
        let_try_again(user, address=request.axes_ip_address)

    def user_logged_out(self, sender: Any, request: Any, user: User | None, **_: Any) -> None:
        """Nothing is kept of who is signed in."""


class TellsLockOut(AuthenticationForm):
    """A sign-in form that says to wait, whether or not there is such a person."""

    def get_invalid_login_error(self) -> ValidationError:
        if getattr(self.request, "axes_locked_out", False):
            return ValidationError(TOO_MANY, code="locked")
        return super().get_invalid_login_error()


def counted_name(request: HttpRequest, credentials: Credentials) -> str:
    return name_as_counted((credentials or {}).get("username") or "")


def counted_address(request: HttpRequest) -> str:
    """The client's address; of IPv6 the network, in which a client has as many as it likes."""
    address = ip_address(client_address(request) or _NOWHERE)
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False).network_address)
    return str(address)


def locked_answer(
    request: HttpRequest, response: HttpResponse, credentials: Credentials
) -> HttpResponse:
    """The page with the form, which has said to wait."""
    response.status_code = 429
    response["Retry-After"] = str(int(wait().total_seconds()))
    return response


def _is_by_password(credentials: Credentials) -> bool:
    return bool((credentials or {}).get("username"))


def _tell(request: Any, credentials: Credentials) -> None:
    """What was typed is not told: it may be a password."""
    name = (credentials or {})["username"].strip()
    person = User.objects.filter(email__iexact=name).values_list("pk", flat=True).first()
    log.warning(
        "sign-in locked",
        address=request.axes_ip_address,
        path=request.axes_path_info,
        user_id=str(person) if person else None,
    )
