"""Resources of repositories and how to draw them: asked for, found, and as the API writes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from itwins_site.wire.errors import ErrorDetail, InsufficientPermissions
from itwins_site.wire.paging import DEFAULT_TOP, parse_skip, parse_top
from itwins_site.wire.request_bodies import is_storable
from twins.errors import (
    CannotQueryRepositoryResources,
    ITwinRepositoryNotFound,
    ITwinRepositoryResourceNotFound,
)
from twins.folding import fold
from twins.models import GlobalGraphic, GlobalResource, ITwin, RepositoryResource
from twins.queries.repositories import ListedRepository, repository_of

# No stored name is longer when folded, and SQLite refuses patterns over 50,000.
_LONGEST_FOLDED = 1020


@dataclass(frozen=True)
class ResourcesQuery:
    """Which page of a repository's resources is wanted."""

    top: int = DEFAULT_TOP
    skip: int = 0
    search: str = ""

    @classmethod
    def from_options(cls, parameters: Mapping[str, str]) -> "ResourcesQuery":
        """Raises CannotQueryRepositoryResources with every detail."""
        top = parse_top(parameters.get("$top"))
        skip = parse_skip(parameters.get("$skip"))
        wrong = [value for value in (top, skip) if isinstance(value, ErrorDetail)]
        if wrong or isinstance(top, ErrorDetail) or isinstance(skip, ErrorDetail):
            raise CannotQueryRepositoryResources(*wrong)
        return cls(top, skip, parameters.get("$search", ""))

    def page(self, *, of: ListedRepository) -> tuple[list[Any], bool]:
        """The rows of the page, and whether there are more."""
        rows = _resources_in(of)
        if self.search:
            folded = fold(self.search)
            if len(folded) > _LONGEST_FOLDED or not is_storable(folded):
                return [], False
            rows = rows.filter(display_name_folded__contains=folded)
        found = list(rows[self.skip : self.skip + self.top + 1])
        return found[: self.top], len(found) > self.top


def resource_in(repository: ListedRepository, resource_id: str) -> Any:
    """The resource with that id; raises ITwinRepositoryResourceNotFound."""
    found = None
    if is_storable(resource_id):
        found = _resources_in(repository).filter(resource_id=resource_id).first()
    if found is None:
        raise ITwinRepositoryResourceNotFound
    return found


def resource_to_remove(itwin: ITwin, repository_id: str, resource_id: str) -> RepositoryResource:
    """One that somebody added; here an unknown repository is an unknown resource."""
    try:
        repository = repository_of(itwin, repository_id)
    except ITwinRepositoryNotFound:
        raise ITwinRepositoryResourceNotFound from None
    resource = resource_in(repository, resource_id)
    if not isinstance(resource, RepositoryResource):
        raise InsufficientPermissions
    return resource


def graphics_in(content_id: str | None, resource_id: str) -> list[dict[str, Any]]:
    """How to draw a resource of a global repository; what is unknown has no graphics."""
    if content_id is None or not is_storable(content_id + resource_id):
        return []
    graphics = GlobalGraphic.objects.filter(
        resource__repository=content_id, resource__resource_id=resource_id
    )
    return [_graphic_representation(graphic) for graphic in graphics.order_by("position", "id")]


def resource_representation(
    resource: Any, repository: ListedRepository, *, full: bool
) -> dict[str, Any]:
    """The object of the wire; what does not apply is left out."""
    curated = resource if isinstance(resource, GlobalResource) else None
    wire: dict[str, Any] = {"id": resource.resource_id, "class": repository.repository_class}
    if repository.sub_class is not None:
        wire["subClass"] = repository.sub_class
    if curated and curated.type:
        wire["type"] = curated.type
    wire["displayName"] = resource.display_name
    if curated and resource.has_graphics:
        path = f"{repository.path}/resources/{quote(resource.resource_id, safe='')}/graphics"
        wire["capabilities"] = {"graphics": {"uri": f"{settings.PUBLIC_URL}{path}"}}
    if full:
        wire["properties"] = curated.properties if curated else {}
    return wire


def _resources_in(repository: ListedRepository) -> QuerySet[Any]:
    if repository.added is not None:
        added = RepositoryResource.objects.filter(repository=repository.added)
        return added.order_by("created_at", "id")
    curated = GlobalResource.objects.filter(repository=repository.content_id)
    graphics = GlobalGraphic.objects.filter(resource=OuterRef("pk"))
    return curated.annotate(has_graphics=Exists(graphics)).order_by("position", "id")


def _graphic_representation(graphic: GlobalGraphic) -> dict[str, Any]:
    wire: dict[str, Any] = {"type": graphic.type, "uri": graphic.uri}
    if graphic.authentication is not None:
        wire["authentication"] = graphic.authentication
    if graphic.provider is not None:
        wire["provider"] = graphic.provider
    return wire
