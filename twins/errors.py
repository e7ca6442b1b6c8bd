"""Every refusal the iTwins API publishes, one class per code."""

from typing import ClassVar

from itwins_site.wire.errors import ApiError, ErrorDetail, RequestTooLarge


class ITwinNotFound(ApiError):
    status, code, message = 404, "iTwinNotFound", "Requested iTwin is not available."
    code_under: ClassVar[dict[str, str]] = {"accesscontrol": "ItwinNotFound"}


class ITwinExists(ApiError):
    status, code = 409, "iTwinExists"
    message = "An iTwin with the specified number or displayName already exists."


class ITwinExportNotFound(ApiError):
    status, code = 404, "iTwinExportNotFound"
    message = "Requested iTwin Export is not available."


ExportUnfinished = ErrorDetail(
    "ResourceQuotaExceeded", "Another export of this user is still Queued or InProgress."
)


class TooManyExports(ApiError):
    """The person has asked for as many exports within the hour as they may."""

    status, code = 429, "RateLimitExceeded"
    message = "Maximum number of exports per user per hour reached."

    def __init__(self, *, seconds_to_wait: int) -> None:
        super().__init__()
        self.headers = {"retry-after": str(seconds_to_wait)}


class ITwinRepositoryNotFound(ApiError):
    status, code = 404, "iTwinRepositoryNotFound"
    message = "Requested iTwin Repository is not available."


class ITwinRepositoryExists(ApiError):
    status, code = 409, "iTwinRepositoryExists"
    message = "The specified iTwin Repository already exists."


class ITwinRepositoryResourceNotFound(ApiError):
    status, code = 404, "iTwinRepositoryResourceNotFound"
    message = "Requested iTwin Repository Resource is not available."


class ITwinRepositoryResourceExists(ApiError):
    status, code = 409, "iTwinRepositoryResourceExists"
    message = "The specified iTwin Repository Resource already exists."


class InvalidITwinsRequest(ApiError):
    """The family of 422 answers: one code, a message per operation."""

    status, code = 422, "InvalidiTwinsRequest"


class CannotQueryITwins(InvalidITwinsRequest):
    message = "Cannot query iTwins."


class CannotCreateITwin(InvalidITwinsRequest):
    message = "Cannot create iTwin."


class CannotUpdateITwin(InvalidITwinsRequest):
    message = "Cannot update iTwin."


class CannotCreateImage(InvalidITwinsRequest):
    message = "Cannot create iTwin Image."


class ImageNotFound(ApiError):
    status, code, message = 404, "ImageNotFound", "Requested image is not available."


class ImageTooLarge(RequestTooLarge):
    message = "Provided file is greater than the maximum allowed file size of 5MB."


class CannotCreateExport(InvalidITwinsRequest):
    message = "Cannot create iTwin Export."


class CannotCreateAccountSettings(InvalidITwinsRequest):
    message = "Cannot create Account settings."


class CannotUpdateAccountSettings(InvalidITwinsRequest):
    message = "Cannot update Account settings."


class AccountSettingsExists(ApiError):
    status, code = 409, "AccountSettingsExists"
    message = "The specified Account settings already exist."


InvalidCreationAuthPolicy = ErrorDetail(
    "InvalidValue",
    "CreationAuthPolicy value is incorrect. Valid values are RbacPermission and AnyoneInOrg.",
    "creationAuthPolicy",
)


class CannotQueryRepositories(InvalidITwinsRequest):
    message = "Cannot query iTwin Repositories."


class CannotAddRepository(InvalidITwinsRequest):
    message = "Cannot add iTwin Repository."


class CannotUpdateRepository(InvalidITwinsRequest):
    message = "Cannot update iTwin Repository."


class CannotQueryRepositoryResources(InvalidITwinsRequest):
    message = "Cannot query iTwin Repository Resources."


class CannotAddRepositoryResource(InvalidITwinsRequest):
    message = "Cannot add iTwin Repository Resource."


NumberExists = ErrorDetail(
    "InvalidValue", "An iTwin with the specified number already exists.", "number"
)
DisplayNameExists = ErrorDetail(
    "InvalidValue", "An iTwin with the specified displayName already exists.", "displayName"
)


# --- What can be wrong in a list's options, in the published order -----------------------------


def invalid_parameter(name: str) -> ErrorDetail:
    return ErrorDetail("InvalidValue", f"{name} contains an invalid value.", name)


SearchBesideNames = ErrorDetail(
    "InvalidParameter",
    "$search cannot be used in conjuction with displayName or number.",  # sic
    "$search",
)
InvalidSubClass = ErrorDetail(
    "InvalidValue", "A valid iTwin SubClass was not specified in the query.", "subClass"
)
InvalidStatus = ErrorDetail(
    "InvalidValue",
    "Status value is incorrect. Valid values are Active, Inactive and Trial.",
    "status",
)
IncludeInactiveBesideStatus = ErrorDetail(
    "InvalidParameter",
    "The includeInactive parameter should not be used at the same time as the status parameter.",
    "includeInactive",
)
FilterBesideOthers = ErrorDetail(
    "InvalidParameter",
    "$filter cannot be combined with status, type, number, displayName, parentId,"
    " iTwinAccountId or $search.",
    "$filter",
)
FilterNotSupported = ErrorDetail(
    "InvalidParameter", "$filter contains an invalid or unsupported statement.", "$filter"
)
FilterPropertyUnknown = ErrorDetail(
    "InvalidValue", "The $filter contains an invalid property.", "$filter"
)
InvalidMaxReturn = ErrorDetail(
    "InvalidHeaderValue",
    "X-Max-Return value is incorrect. Must be less than 10000.",
    "X-Max-Return",
)
InvalidCreateScope = ErrorDetail(
    "InvalidHeaderValue",
    "X-iTwin-Create-Scope contains an invalid value.",
    "X-iTwin-Create-Scope",
)
InvalidQueryScope = ErrorDetail(
    "InvalidHeaderValue",
    "X-iTwin-Query-Scope contains an invalid value.",
    "X-iTwin-Query-Scope",
)
InvalidRepositoryClass = ErrorDetail(
    "InvalidValue", "A valid iTwin Repository Class was not specified in the query.", "class"
)
InvalidRepositorySubClass = ErrorDetail(
    "InvalidValue", "A valid iTwin Repository SubClass was not specified in the query.", "subClass"
)


# --- What can be wrong in the request of an export ---------------------------------------------

OutputFormatMissing = ErrorDetail(
    "MissingRequiredProperty", "A required property is missing or empty.", "outputFormat"
)
InvalidOutputFormat = ErrorDetail(
    "InvalidValue",
    "OutputFormat value is incorrect. Valid values are JsonGZip, JsonZipArchive, CsvGZip and Csv.",
    "outputFormat",
)
InvalidExportScope = ErrorDetail(
    "InvalidValue",
    "QueryScope value is incorrect. Valid values are MemberOfiTwin and OrganizationAdmin.",
    "queryScope",
)


# --- What can be wrong with a picture -----------------------------------------------------------
ImageTypeMissing = ErrorDetail(
    "MissingRequiredHeader", "Required header is missing.", "content-type"
)


def image_type_not_supported(given: str) -> ErrorDetail:
    return ErrorDetail(
        "InvalidHeaderValue",
        f"'{given}' is not supported 'content-type'."
        " Supported media types are 'image/jpeg', 'image/png'.",
        "content-type",
    )


ImageTooElongated = ErrorDetail(
    "InvalidValue",
    "The width or height dimensions of the image cannot be greater than 5 times the size of each"
    " other.",
    "image",
)
ImageOfTooManyPixels = ErrorDetail(
    "InvalidRequestBody", "The iTwin Image cannot have more than 25 million pixels.", "image"
)
ImageUnreadable = ErrorDetail(
    "InvalidRequestBody",
    "The iTwin Image could not be read. It must be a PNG or JPEG file, as its content-type says.",
    "image",
)
ImageMoves = ErrorDetail("InvalidRequestBody", "The iTwin Image cannot be animated.", "image")


class CannotRestoreITwin(Exception):
    """What is in the way of a deleted iTwin's return, as a sentence for support staff."""


class CannotStartExport(Exception):
    """Why an export cannot be started again, as a sentence for support staff."""
