"""The refusals of lists, as (code, target, message): the published rows, then ours."""

TOP = (
    "InvalidValue",
    "$top",
    "The $top query option must be a positive integer that does not exceed 1000.",
)
SKIP = ("InvalidValue", "$skip", "The $skip query option must be a non-negative integer.")
SEARCH = (
    "InvalidParameter",
    "$search",
    "$search cannot be used in conjuction with displayName or number.",
)
SUB_CLASS = ("InvalidValue", "subClass", "A valid iTwin SubClass was not specified in the query.")
STATUS = (
    "InvalidValue",
    "status",
    "Status value is incorrect. Valid values are Active, Inactive and Trial.",
)
INCLUDE_INACTIVE = (
    "InvalidParameter",
    "includeInactive",
    "The includeInactive parameter should not be used at the same time as the status parameter.",
)
SELECT = (
    "InvalidValue",
    "$select",
    "The $select string contains an unknown property 'invalidFieldName'.",
)
FILTER_STATEMENT = (
    "InvalidParameter",
    "$filter",
    "$filter contains an invalid or unsupported statement.",
)
FILTER_PROPERTY = ("InvalidValue", "$filter", "The $filter contains an invalid property.")
ORDER_BY = ("InvalidValue", "$orderby", "'PropertyName' is not a supported orderBy value.")
MAX_RETURN = (
    "InvalidHeaderValue",
    "X-Max-Return",
    "X-Max-Return value is incorrect. Must be less than 10000.",
)
CREATE_SCOPE = (
    "InvalidHeaderValue",
    "X-iTwin-Create-Scope",
    "X-iTwin-Create-Scope contains an invalid value.",
)
QUERY_SCOPE = (
    "InvalidHeaderValue",
    "X-iTwin-Query-Scope",
    "X-iTwin-Query-Scope contains an invalid value.",
)
FILTER_BESIDE_OTHERS = (
    "InvalidParameter",
    "$filter",
    "$filter cannot be combined with status, type, number, displayName, parentId, iTwinAccountId or $search.",
)


def contains_an_invalid_value(name):
    return ("InvalidValue", name, f"{name} contains an invalid value.")
