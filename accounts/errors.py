"""Every refusal about who is asking and what they may do, one class per published code."""

from typing import ClassVar

from itwins_site.wire.errors import ApiError, InsufficientPermissions

__all__ = [
    "AuthorizationHeaderEmpty",
    "AuthorizationHeaderNotFound",
    "CannotCreateOrganization",
    "CannotCreatePerson",
    "InsufficientPermissions",
    "InvalidAuthorizationScheme",
    "RequiredScopeMissing",
    "Unauthorized",
]


class NotAuthenticated(ApiError):
    """The family of 401 answers."""

    status = 401
    headers: ClassVar[dict[str, str]] = {"WWW-Authenticate": 'Bearer realm="itwins"'}


class AuthorizationHeaderNotFound(NotAuthenticated):
    code = "HeaderNotFound"
    message = "Header Authorization was not found in the request. Access denied."


class AuthorizationHeaderEmpty(NotAuthenticated):
    code, message = "InvalidHeaderValue", "Authorization header is empty."


class InvalidAuthorizationScheme(NotAuthenticated):
    code = "InvalidAuthorizationScheme"

    def __init__(self, scheme: str) -> None:
        super().__init__(message=f"Authorization scheme '{scheme}' is not valid.")


class Unauthorized(NotAuthenticated):
    """The token is malformed, foreign, expired, or its person is gone."""

    code = "Unauthorized"
    message = (
        "Access denied due to invalid access_token."
        " Make sure to provide a valid token for this API endpoint."
    )


class RequiredScopeMissing(NotAuthenticated):
    code = "RequiredScopeMissing"
    message = (
        "Access denied due to invalid access_token. One or more required scopes are missing."
        " Make sure to provide a valid token for this API endpoint."
    )


class CannotCreateOrganization(Exception):
    """Why an organization is not added, as a sentence for whoever sets the registry up."""


class CannotCreatePerson(Exception):
    """Why a person is not added, as a sentence for whoever sets the registry up."""
