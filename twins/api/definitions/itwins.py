"""What the OpenAPI document says of each operation; the views carry these as decorators."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from itwins_site.wire.definition import LINKS, PREFER, SKIP, TOP, header, query, refusals
from twins.choices import DataCenterLocation, ITwinClass, QueryScope, Status, SubClass

_Fields = dict[str, serializers.Field]


def _texts(**lengths: int) -> _Fields:
    return {
        name: serializers.CharField(max_length=longest, required=False, allow_null=True)
        for name, longest in lengths.items()
    }


def _minimal() -> _Fields:
    return {
        "id": serializers.UUIDField(),
        "class": serializers.ChoiceField(ITwinClass.choices),
        "subClass": serializers.ChoiceField(SubClass.choices),
        "type": serializers.CharField(allow_null=True),
        "number": serializers.CharField(),
        "displayName": serializers.CharField(),
    }


def _said_by_people() -> _Fields:
    return {
        **_texts(type=100, number=255, geographicLocation=255, ianaTimeZone=64),
        "latitude": serializers.FloatField(
            min_value=-90, max_value=90, required=False, allow_null=True
        ),
        "longitude": serializers.FloatField(
            min_value=-180, max_value=180, required=False, allow_null=True
        ),
        "status": serializers.ChoiceField(Status.choices, required=False),
        "parentId": serializers.UUIDField(required=False),
    }


_MINIMAL = inline_serializer("ITwinMinimal", _minimal())
_FULL = inline_serializer(
    "ITwin",
    {
        **_minimal(),
        "geographicLocation": serializers.CharField(allow_null=True),
        "latitude": serializers.FloatField(allow_null=True),
        "longitude": serializers.FloatField(allow_null=True),
        "ianaTimeZone": serializers.CharField(allow_null=True),
        "dataCenterLocation": serializers.ChoiceField(DataCenterLocation.choices),
        "status": serializers.ChoiceField(Status.choices),
        "parentId": serializers.UUIDField(allow_null=True),
        "iTwinAccountId": serializers.UUIDField(),
        "imageName": serializers.CharField(allow_null=True),
        "image": serializers.URLField(allow_null=True),
        "createdDateTime": serializers.DateTimeField(),
        "createdBy": serializers.UUIDField(),
        "lastModifiedDateTime": serializers.DateTimeField(),
        "lastModifiedBy": serializers.UUIDField(),
    },
)
_CREATE = inline_serializer(
    "CreateITwin",
    {
        "class": serializers.ChoiceField([ITwinClass.THING.value, ITwinClass.ENDEAVOR.value]),
        "subClass": serializers.ChoiceField(
            [name for name in SubClass.values if name != "Account"]
        ),
        "displayName": serializers.CharField(max_length=255),
        **_said_by_people(),
        "dataCenterLocation": serializers.ChoiceField(DataCenterLocation.choices, required=False),
    },
)
_UPDATE = inline_serializer(
    "UpdateITwin",
    {"displayName": serializers.CharField(max_length=255, required=False), **_said_by_people()},
)
_ONE = inline_serializer("ITwinResponse", {"iTwin": _FULL})
_ACCOUNT = inline_serializer("AccountResponse", {"iTwin": _MINIMAL})
_PAGE = inline_serializer(
    "ITwinsResponse",
    {"iTwins": inline_serializer("ITwinRow", _minimal(), many=True), "_links": LINKS},
)
_NO_CONTENT = OpenApiResponse(description="Done; no body.")

_SCOPE = header(
    "X-iTwin-Query-Scope",
    "Whose iTwins: those the caller is a member of, or (for Organization Administrators) all of"
    " the organization.",
    enum=QueryScope.values,
    default=QueryScope.MEMBER_OF_ITWIN.value,
)
_SIMPLE = [
    query("subClass", f"Any of a comma-separated list of {', '.join(SubClass.values)}."),
    query("status", "Exactly this status.", enum=Status.values),
    query("type", "Exactly this type, without regard to case."),
    query("number", "Exactly this number, without regard to case."),
    query("displayName", "Exactly this name, without regard to case."),
    query("parentId", "Direct children of this iTwin or Account.", OpenApiTypes.UUID),
    query("iTwinAccountId", "Owned by this Account.", OpenApiTypes.UUID),
    query("includeInactive", "Also the Inactive; not beside `status`.", OpenApiTypes.BOOL),
    query("$search", "Text anywhere in number or displayName; not beside either."),
    TOP,
    SKIP,
    PREFER,
    _SCOPE,
]
_ODATA = [
    query(
        "$filter",
        "An OData expression over any scalar property, such as"
        " `status in ['Active','Trial'] and contains(displayName,'bridge')`."
        " Not beside the simple parameters, except `subClass`.",
    ),
    query("$select", "A comma-separated list of properties; `Prefer` is then ignored."),
    query("$orderby", "A comma-separated list of properties, each with `asc` or `desc`."),
    header(
        "X-Max-Return",
        "The most rows of all pages together, 1 to 10000.",
        OpenApiTypes.INT,
        default=1000,
    ),
    header("x-total-count", "`true`: the answer's header of the same name holds the count."),
]


def _describe(operation_id: str, summary: str, responses: dict[int, Any], **more: Any) -> Any:
    return extend_schema(
        operation_id=operation_id, summary=summary, tags=["iTwins"], responses=responses, **more
    )


get_my_itwins = _describe(
    "get-my-itwins",
    "Get my iTwins",
    {200: _PAGE, **refusals(403, 422)},
    description="Lists iTwins, without the Inactive unless asked for, newest first unless ordered."
    " Stops at X-Max-Return.",
    parameters=[*_SIMPLE, *_ODATA],
)
create_itwin = _describe(
    "create-itwin",
    "Create iTwin",
    {201: _ONE, **refusals(403, 409, 413, 422)},
    description="Creates an iTwin below `parentId`, or below the caller's primary Account."
    " The caller becomes its owner.",
    request=_CREATE,
)
get_itwin = _describe(
    "get-itwin",
    "Get iTwin",
    {200: _ONE, **refusals(404)},
    description="Reads one iTwin or Account; the full form unless `return=minimal` is preferred.",
    parameters=[PREFER],
)
update_itwin = _describe(
    "update-itwin",
    "Update iTwin",
    {200: _ONE, **refusals(403, 404, 409, 413, 422)},
    description="Changes what the body names; null clears what may be empty. `parentId` moves the"
    " iTwin and all below it within its Account.",
    request=_UPDATE,
)
delete_itwin = _describe(
    "delete-itwin",
    "Delete iTwin",
    {204: _NO_CONTENT, **refusals(403, 404)},
    description="For owners and Organization Administrators. Children move up to its parent.",
)
get_itwin_account = _describe(
    "get-itwin-account",
    "Get iTwin Account",
    {200: _ACCOUNT, **refusals(404)},
    parameters=[PREFER],
)
get_primary_account = _describe(
    "get-my-primary-account",
    "Get my primary Account",
    {200: _ACCOUNT, **refusals()},
    parameters=[PREFER],
)
get_favorites = _describe(
    "get-my-favorite-itwins",
    "Get my favorite iTwins",
    {200: _PAGE, **refusals(403, 422)},
    description="Lists the starred iTwins, the latest first.",
    parameters=_SIMPLE,
)
add_favorite = _describe(
    "add-itwin-to-favorites",
    "Add iTwin to my favorites",
    {204: _NO_CONTENT, **refusals(403, 404)},
    request=None,
)
remove_favorite = _describe(
    "remove-itwin-from-favorites",
    "Remove iTwin from my favorites",
    {204: _NO_CONTENT, **refusals(404)},
)
get_recents = _describe(
    "get-my-recently-used-itwins",
    "Get my recently used iTwins",
    {200: _PAGE, **refusals(403, 422)},
    description="Lists the last 25 iTwins that were used, the latest first.",
    parameters=_SIMPLE,
)
add_recent = _describe(
    "add-itwin-to-my-recents",
    "Add iTwin to my recently used",
    {204: _NO_CONTENT, **refusals(403, 404)},
    request=None,
)
