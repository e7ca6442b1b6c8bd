"""What the OpenAPI document says of repositories, their resources and graphics."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from itwins_site.wire.definition import ERROR, LINKS, PREFER, SKIP, TOP, query, refusals
from twins.choices import (
    SUB_CLASSES_OF_CLASS,
    AuthenticationType,
    RepositoryClass,
    RepositorySubClass,
)

_Fields = dict[str, serializers.Field]
_AUTHENTICATION = inline_serializer(
    "RepositoryAuthentication",
    {
        "type": serializers.ChoiceField(AuthenticationType.choices),
        "key": serializers.CharField(required=False),
        "value": serializers.CharField(required=False),
        "username": serializers.CharField(required=False),
        "password": serializers.CharField(required=False),
    },
    required=False,
    allow_null=True,
)
_OPTIONS = serializers.DictField(
    required=False,
    allow_null=True,
    help_text="Kept as given; `queryParameters` is an object of texts,"
    " `minimumLevel` and `maximumLevel` are integers.",
)
_OFFERED: _Fields = {"uri": serializers.CharField()}
_RESOURCES_OFFERED = inline_serializer(
    "RepositoryCapabilities",
    {"resources": inline_serializer("ResourcesCapability", _OFFERED)},
    required=False,
)
_GRAPHICS_OFFERED = inline_serializer(
    "ResourceCapabilities",
    {"graphics": inline_serializer("GraphicsCapability", _OFFERED)},
    required=False,
)


def _sub_class() -> serializers.ChoiceField:
    return serializers.ChoiceField(RepositorySubClass.choices, required=False)


def _repository() -> _Fields:
    return {
        "id": serializers.CharField(),
        "class": serializers.ChoiceField(RepositoryClass.choices),
        "subClass": _sub_class(),
        "displayName": serializers.CharField(),
        "uri": serializers.CharField(),
        "authentication": _AUTHENTICATION,
        "options": _OPTIONS,
        "capabilities": _RESOURCES_OFFERED,
    }


def _global_repository() -> _Fields:
    return {
        "id": serializers.CharField(),
        "class": serializers.CharField(),
        "displayName": serializers.CharField(),
        "uri": serializers.CharField(),
        "capabilities": _RESOURCES_OFFERED,
    }


def _resource() -> _Fields:
    return {
        "id": serializers.CharField(),
        "class": serializers.CharField(),
        "subClass": _sub_class(),
        "type": serializers.CharField(required=False),
        "displayName": serializers.CharField(),
        "capabilities": _GRAPHICS_OFFERED,
        "properties": serializers.DictField(required=False),
    }


_GRAPHIC: _Fields = {
    "type": serializers.CharField(),
    "uri": serializers.CharField(),
    "authentication": _AUTHENTICATION,
    "provider": serializers.DictField(required=False),
}
_ONE = inline_serializer(
    "RepositoryResponse", {"repository": inline_serializer("Repository", _repository())}
)
_ALL = inline_serializer(
    "RepositoriesResponse",
    {"repositories": inline_serializer("RepositoryRow", _repository(), many=True)},
)
_ONE_GLOBAL = inline_serializer(
    "GlobalRepositoryResponse",
    {"repository": inline_serializer("GlobalRepository", _global_repository())},
)
_ALL_GLOBAL = inline_serializer(
    "GlobalRepositoriesResponse",
    {"repositories": inline_serializer("GlobalRepositoryRow", _global_repository(), many=True)},
)
_RESOURCE = inline_serializer(
    "ResourceResponse", {"resource": inline_serializer("Resource", _resource())}
)
_RESOURCES = inline_serializer(
    "ResourcesResponse",
    {"resources": inline_serializer("ResourceRow", _resource(), many=True), "_links": LINKS},
)
_GRAPHICS = inline_serializer(
    "GraphicsResponse", {"graphics": inline_serializer("Graphic", _GRAPHIC, many=True)}
)
_ADD = inline_serializer(
    "AddRepository",
    {
        "class": serializers.ChoiceField([word.value for word in SUB_CLASSES_OF_CLASS]),
        "subClass": serializers.ChoiceField(RepositorySubClass.choices),
        "uri": serializers.CharField(max_length=2048),
        "displayName": serializers.CharField(max_length=255, required=False),
        "authentication": _AUTHENTICATION,
        "options": _OPTIONS,
    },
)
_UPDATE = inline_serializer(
    "UpdateRepository",
    {
        "uri": serializers.CharField(max_length=2048, required=False),
        "displayName": serializers.CharField(max_length=255, required=False),
        "authentication": _AUTHENTICATION,
        "options": _OPTIONS,
    },
)
_ADD_RESOURCE = inline_serializer(
    "AddResource",
    {
        "id": serializers.CharField(max_length=255),
        "displayName": serializers.CharField(max_length=255),
    },
)
_NO_CONTENT = OpenApiResponse(description="Done; no body.")
_KIND = [
    query("class", "Of this class.", enum=RepositoryClass.values),
    query("subClass", "Of this subclass; only beside `class`.", enum=RepositorySubClass.values),
]
_GLOBAL_KIND = [query("class", "Of this class, such as `Cesium`.")]
_PAGING = [query("$search", "Text anywhere in displayName."), TOP, SKIP, PREFER]
_NO_ITWIN = "`iTwinNotFound`"
_NO_REPOSITORY = "`iTwinRepositoryNotFound`"
_NO_RESOURCE = "`iTwinRepositoryResourceNotFound`"


def _missing(*codes: str) -> dict[int, OpenApiResponse]:
    return {404: OpenApiResponse(ERROR, description=", ".join(codes))}


def _taken(code: str) -> dict[int, OpenApiResponse]:
    return {409: OpenApiResponse(ERROR, description=code)}


def _describe(operation_id: str, summary: str, responses: dict[int, Any], **more: Any) -> Any:
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        tags=["Repositories"],
        responses=responses,
        **more,
    )


get_repositories = _describe(
    "get-itwin-repositories",
    "Get iTwin repositories",
    {200: _ALL, **refusals(422), **_missing(_NO_ITWIN)},
    description="Lists where data about the iTwin is: what other services hold first, then what"
    " people added, the oldest first.",
    parameters=_KIND,
)
add_repository = _describe(
    "add-itwin-repository",
    "Add iTwin repository",
    {
        201: _ONE,
        **refusals(403, 413, 422),
        **_missing(_NO_ITWIN),
        **_taken("`iTwinRepositoryExists`: class, subClass and uri are those of another."),
    },
    request=_ADD,
)
get_repository = _describe(
    "get-itwin-repository",
    "Get iTwin repository",
    {200: _ONE, **refusals(), **_missing(_NO_ITWIN, _NO_REPOSITORY)},
)
update_repository = _describe(
    "update-itwin-repository",
    "Update iTwin repository",
    {
        200: _ONE,
        **refusals(403, 413, 422),
        **_missing(_NO_ITWIN, _NO_REPOSITORY),
        **_taken("`iTwinRepositoryExists`: the new uri is that of another."),
    },
    description="Changes what the body names, `authentication` and `options` as a whole; null"
    " removes these two.",
    request=_UPDATE,
)
delete_repository = _describe(
    "delete-itwin-repository",
    "Delete iTwin repository",
    {204: _NO_CONTENT, **refusals(403), **_missing(_NO_ITWIN, _NO_REPOSITORY)},
)
get_resources = _describe(
    "get-itwin-repository-resources",
    "Get resources of an iTwin repository",
    {200: _RESOURCES, **refusals(422), **_missing(_NO_ITWIN, _NO_REPOSITORY)},
    parameters=_PAGING,
)
add_resource = _describe(
    "add-itwin-repository-resource",
    "Add resource to an iTwin repository",
    {
        201: _RESOURCE,
        **refusals(403, 413, 422),
        **_missing(_NO_ITWIN, _NO_REPOSITORY),
        **_taken("`iTwinRepositoryResourceExists`: the id is that of another."),
    },
    description="Only in repositories of the class GeographicInformationSystem.",
    request=_ADD_RESOURCE,
)
get_resource = _describe(
    "get-itwin-repository-resource",
    "Get resource of an iTwin repository",
    {200: _RESOURCE, **refusals(), **_missing(_NO_ITWIN, _NO_REPOSITORY, _NO_RESOURCE)},
    parameters=[PREFER],
)
delete_resource = _describe(
    "delete-itwin-repository-resource",
    "Delete resource of an iTwin repository",
    {204: _NO_CONTENT, **refusals(403), **_missing(_NO_ITWIN, _NO_RESOURCE)},
)
get_graphics = _describe(
    "get-itwin-repository-resource-graphics",
    "Get graphics of a resource of an iTwin repository",
    {200: _GRAPHICS, **refusals(), **_missing(_NO_ITWIN)},
    description="An unknown repository or resource has none.",
)
get_global_repositories = _describe(
    "get-global-repositories",
    "Get global repositories",
    {200: _ALL_GLOBAL, **refusals(422)},
    description="Lists curated content that belongs to no iTwin.",
    parameters=_GLOBAL_KIND,
)
get_global_repository = _describe(
    "get-global-repository",
    "Get global repository",
    {200: _ONE_GLOBAL, **refusals(), **_missing(_NO_REPOSITORY)},
)
get_global_resources = _describe(
    "get-global-repository-resources",
    "Get resources of a global repository",
    {200: _RESOURCES, **refusals(422), **_missing(_NO_REPOSITORY)},
    parameters=_PAGING,
)
get_global_resource = _describe(
    "get-global-repository-resource",
    "Get resource of a global repository",
    {200: _RESOURCE, **refusals(), **_missing(_NO_REPOSITORY, _NO_RESOURCE)},
    parameters=[PREFER],
)
get_global_graphics = _describe(
    "get-global-repository-resource-graphics",
    "Get graphics of a resource of a global repository",
    {200: _GRAPHICS, **refusals()},
    description="An unknown repository or resource has none.",
)
