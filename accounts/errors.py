"""Every refusal about who is asking and what they may do, one class per published code."""

from typing import ClassVar

from itwins_site.wire.errors import ApiError, ErrorDetail, InsufficientPermissions

__all__ = [
    "AuthorizationHeaderEmpty",
    "AuthorizationHeaderNotFound",
    "CannotCreateApiToken",
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
    headers = {"WWW-Authenticate": 'Bearer realm="itwins"'}


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


class CannotCreateApiToken(Exception):
    """Why a token is not made, as a sentence for its person; `field` is what to change."""

    def __init__(self, field: str | None, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class GroupFull(Exception):
    """A group lists as many people as it can: an invitation to it waits until there is room."""


class CannotCreatePerson(Exception):
    """Why a person is not added, as a sentence for whoever sets the registry up."""


class CannotTrustSubject(Exception):
    """Why a trusted issuer's word for somebody is not taken, as a sentence for whoever said it."""


# --- Applications: pages, never on the wire -------------------------------------------------------


class ApplicationNotFound(ApiError):
    status, code, message = 404, "ApplicationNotFound", "There is no such application."


class ApplicationChanged(Exception):
    """Somebody has changed the application since it was read."""


class CannotRegisterApplication(Exception):
    """Why an application is not registered or changed, as a sentence for whoever wants to."""


# --- Sign-in at an outside provider: pages, never on the wire -------------------------------------


class SignInRefused(Exception):
    """Why nobody was signed in, and what to do; `reason` is for the log alone."""

    status: ClassVar[int]
    heading: ClassVar[str]
    message: ClassVar[str]
    next_step: ClassVar[str]

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderUnavailable(SignInRefused):
    status, heading = 503, "The sign-in of your organization is down"
    message = "It did not answer, or not in a way that we understand."
    next_step = "Try again in a moment. If that does not help, tell whoever runs this registry."


class ProviderDenied(SignInRefused):
    status, heading = 403, "Your organization did not let you in"
    message = "Its sign-in was cancelled, or you may not use this registry."
    next_step = "Try again, or ask your organization to let you use this registry."


class SignInExpired(SignInRefused):
    status, heading = 400, "This sign-in is over"
    message = "It took too long, was begun in another browser, or was finished already."
    next_step = "Sign in again."


class ProofRefused(SignInRefused):
    status, heading = 403, "This sign-in cannot be trusted"
    message = "What your organization sent does not prove who you are."
    next_step = (
        "Try again. If it happens again, quote the request id to whoever runs this registry."
    )


class AddressNotTold(SignInRefused):
    status, heading = 403, "Your e-mail address is missing"
    message = "Your organization did not tell us the address by which others can find you here."
    next_step = "Ask your organization to let this registry see your e-mail address."


class AddressNotVerified(SignInRefused):
    status, heading = 403, "Your e-mail address is not verified"
    message = "Your organization does not say that the address it told is really yours."
    next_step = "Verify it there, then sign in again."


class AddressTaken(SignInRefused):
    status, heading = 409, "Your e-mail address is in use here"
    message = "Somebody in this registry has it already, and does not sign in this way."
    next_step = (
        "If that is you and you have a password here, sign in with it."
        " Otherwise ask whoever runs this registry to release the address."
    )


class ServiceCannotSignIn(SignInRefused):
    status, heading = 403, "Services do not sign in"
    message = (
        "In this registry your account is that of a service, which acts through the API alone."
    )
    next_step = "Sign in with another account, or ask whoever runs this registry to release it."


class OrganizationUnknown(SignInRefused):
    status, heading = 403, "Your organization is not known here"
    message = "This registry does not have the organization that you belong to."
    next_step = "Ask whoever runs this registry to add your organization."


class PersonInactive(SignInRefused):
    status, heading = 403, "Your access has ended"
    message = "You are known here, but may not sign in any more."
    next_step = "Ask an administrator of your organization."


# --- Access Control API -------------------------------------------------------------------------


class RoleNotFound(ApiError):
    status, code, message = 404, "RoleNotFound", "Requested Role is not available."


class PermissionNotFound(ApiError):
    status, code, message = 404, "PermissionNotFound", "Requested permission is not available."


class GroupNotFound(ApiError):
    status, code, message = 404, "GroupNotFound", "Requested group is not available."


class ImsGroupNotFound(ApiError):
    status, code, message = 404, "ImsGroupNotFound", "Requested IMS group is not available."


class TeamMemberNotFound(ApiError):
    status, code, message = 404, "TeamMemberNotFound", "Requested team member is not available."


class InvitationNotFound(ApiError):
    status, code, message = 404, "InvitationNotFound", "Requested invitation is not available."


class ShareNotFound(ApiError):
    status, code, message = 404, "ShareNotFound", "Requested share is not available."


class ShareContractNotFound(ApiError):
    status, code = 404, "ShareContractNotFound"
    message = "Requested share contract is not available."


class JobNotFound(ApiError):
    status, code, message = 404, "JobNotFound", "Requested job is not available."


class OwnerAlreadyExists(ApiError):
    status, code = 409, "OwnerAlreadyExists"
    message = "Requested user is already an iTwin Owner."


class InvalidRoleRequest(ApiError):
    status, code, message = 422, "InvalidiTwinsRoleRequest", "Cannot create/update Role."


class InvalidGroupRequest(ApiError):
    status, code, message = 422, "InvalidiTwinsGroupRequest", "Cannot create/update group."


class InvalidMemberRequest(ApiError):
    status, code = 422, "InvalidiTwinsMemberRequest"
    message = "Request body or query is invalid."


class InvalidInvitationsRequest(ApiError):
    status, code = 422, "InvalidiTwinsMemberInvitationsRequest"
    message = "Request body or query is invalid."


class InvalidJobRequest(ApiError):
    status, code, message = 422, "InvalidiTwinsJobRequest", "Request body or query is invalid."


class InvalidShareRequest(ApiError):
    status, code, message = 422, "InvalidiTwinsShareRequest", "Request body or query is invalid."


# --- Users API ----------------------------------------------------------------------------------


class UserNotFound(ApiError):
    status, code, message = 404, "UserNotFound", "Requested user is not available."


class InvalidUsersRequest(ApiError):
    status, code, message = 422, "InvalidUsersRequest", "Cannot query users."


# --- Webhooks API ---------------------------------------------------------------------------------


class WebhookNotFound(ApiError):
    status, code, message = 404, "WebhookNotFound", "Requested webhook is not available."


class InvalidWebhookRequest(ApiError):
    status, code, message = 422, "InvalidWebhookRequest", "Request body or query is invalid."


# --- What is wrong in a body or a query, as details -----------------------------------------------

UNREADABLE_BODY = ErrorDetail(
    "InvalidRequestBody", "Failed to parse request body or collection is empty."
)


def missing_property(target: str) -> ErrorDetail:
    return ErrorDetail("MissingRequiredProperty", "Required property is missing.", target)


def invalid_value(target: str) -> ErrorDetail:
    return ErrorDetail("InvalidValue", "Value outside of valid range.", target)


def too_many(target: str | None = None) -> ErrorDetail:
    return ErrorDetail("InvalidProperty", "Collection size exceeds maximum size.", target)
