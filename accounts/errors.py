"""Every refusal about who is asking and what they may do, one class per published code."""

from itwins_site.wire.errors import ApiError, ErrorDetail, InsufficientPermissions

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


class CannotCreatePerson(Exception):
    """Why a person is not added, as a sentence for whoever sets the registry up."""


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
