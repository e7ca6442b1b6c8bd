"""Repositories as the API writes them: those added to an iTwin, generated and global ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from itwins_site.wire.errors import InsufficientPermissions
from itwins_site.wire.guids import parse_guid
from itwins_site.wire.request_bodies import is_storable
from twins.choices import CLASSES_WITH_RESOURCES, RepositoryClass
from twins.errors import ITwinRepositoryNotFound
from twins.models import GeneratedRepository, GlobalRepository, GlobalResource, ITwin, Repository
from twins.queries.repositories_query import GLOBAL_CLASSES, RepositoriesQuery


@dataclass(frozen=True)
class ListedRepository:
    """A repository of whatever kind, at its published path."""

    id: str
    path: str
    repository_class: str
    display_name: str
    uri: str
    has_resources: bool
    # The row that somebody added, or the id of the global repository whose content this one has.
    added: Repository | None = None
    content_id: str | None = None

    @property
    def sub_class(self) -> str | None:
        return self.added.sub_class if self.added else None

    def representation(self) -> dict[str, Any]:
        """The object of the wire; what does not apply is left out."""
        wire: dict[str, Any] = {"id": self.id, "class": self.repository_class}
        if self.added:
            wire["subClass"] = self.added.sub_class
        wire |= {"displayName": self.display_name, "uri": self.uri}
        if self.added and self.added.authentication is not None:
            wire["authentication"] = self.added.authentication
        if self.added and self.added.options is not None:
            wire["options"] = self.added.options
        if self.has_resources:
            resources = f"{settings.PUBLIC_URL}{self.path}/resources"
            wire["capabilities"] = {"resources": {"uri": resources}}
        return wire


def repositories_of(itwin: ITwin, query: RepositoriesQuery) -> list[ListedRepository]:
    """Curated content first, then what else is generated, then what was added, oldest first."""
    added = Repository.objects.filter(itwin=itwin).order_by("created_at", "id")
    if query.repository_class is not None:
        added = added.filter(repository_class=query.repository_class)
    if query.sub_class is not None:
        added = added.filter(sub_class=query.sub_class)
    return [
        *(each for each in _generated(itwin) if query.admits(each.repository_class, None)),
        *(listed(repository) for repository in added),
    ]


def repository_of(itwin: ITwin, repository_id: str) -> ListedRepository:
    """The repository that the list shows with that id; raises ITwinRepositoryNotFound."""
    added_id = parse_guid(repository_id)
    if added_id is None:
        return _generated_one(itwin, repository_id)
    added = Repository.objects.filter(itwin=itwin, pk=added_id).first()
    if added is None:
        raise ITwinRepositoryNotFound
    return listed(added)


def repository_to_read(itwin: ITwin, repository_id: str) -> ListedRepository:
    """The same, for reading it alone: a generated one is there only while it holds resources."""
    repository = repository_of(itwin, repository_id)
    if repository.added is None and not _holds_resources(repository.content_id):
        raise ITwinRepositoryNotFound
    return repository


def repository_to_change(itwin: ITwin, repository_id: str) -> Repository:
    """The same, for changing or deleting it: generated ones stay as they are."""
    repository = repository_of(itwin, repository_id)
    if repository.added is None:
        raise InsufficientPermissions
    return repository.added


def generated_content(itwin: ITwin, repository_id: str) -> str | None:
    """The id of the global repository whose content a generated one of that id has, if any."""
    try:
        return _generated_one(itwin, repository_id).content_id
    except ITwinRepositoryNotFound:
        return None


def global_repositories(parameters: Mapping[str, str]) -> list[ListedRepository]:
    """Those that the parameters of a list choose; raises CannotQueryRepositories."""
    everything = [_listed_globally(row) for row in GlobalRepository.objects.order_by("id")]
    query = RepositoriesQuery.from_options(
        parameters,
        global_classes=[*GLOBAL_CLASSES, *(each.repository_class for each in everything)],
    )
    return [each for each in everything if query.admits(each.repository_class, None)]


def global_repository(repository_id: str) -> ListedRepository:
    """Raises ITwinRepositoryNotFound."""
    row = None
    if is_storable(repository_id):
        row = GlobalRepository.objects.filter(pk=repository_id).first()
    if row is None:
        raise ITwinRepositoryNotFound
    return _listed_globally(row)


def global_repository_to_read(repository_id: str) -> ListedRepository:
    """The same, for reading it alone: it is there only while it holds resources."""
    repository = global_repository(repository_id)
    if not _holds_resources(repository.content_id):
        raise ITwinRepositoryNotFound
    return repository


def listed(repository: Repository) -> ListedRepository:
    return ListedRepository(
        id=str(repository.pk),
        path=_path(repository.itwin_id, str(repository.pk)),
        repository_class=repository.repository_class,
        display_name=repository.display_name,
        uri=repository.uri,
        has_resources=repository.repository_class in CLASSES_WITH_RESOURCES,
        added=repository,
    )


def _generated(itwin: ITwin) -> Iterable[ListedRepository]:
    """Those of the iTwin and of every iTwin; where both have a class, the iTwin's own counts."""
    rows = GeneratedRepository.objects.filter(Q(itwin=itwin) | Q(itwin__isnull=True))
    by_class: dict[str, GeneratedRepository] = {}
    for row in sorted(rows, key=lambda row: row.itwin_id is not None):
        by_class[row.repository_class] = row
    return [_listed_for(itwin, row) for row in sorted(by_class.values(), key=_place)]


def _place(row: GeneratedRepository) -> tuple[bool, int, int]:
    return (
        row.repository_class != RepositoryClass.CESIUM_CURATED_CONTENT,
        row.position,
        row.pk,
    )


def _generated_one(itwin: ITwin, repository_id: str) -> ListedRepository:
    for generated in _generated(itwin):
        if generated.id == repository_id.lower():
            return generated
    raise ITwinRepositoryNotFound


def _listed_for(itwin: ITwin, row: GeneratedRepository) -> ListedRepository:
    repository_id = row.repository_class.lower()
    return ListedRepository(
        id=repository_id,
        path=_path(itwin.pk, repository_id),
        repository_class=row.repository_class,
        display_name=row.display_name,
        uri=_filled(row.uri_template).replace("{iTwinId}", str(itwin.pk)),
        has_resources=row.repository_class in CLASSES_WITH_RESOURCES,
        content_id=row.content_id,
    )


def _listed_globally(row: GlobalRepository) -> ListedRepository:
    return ListedRepository(
        id=row.pk,
        path=f"/itwins/repositories/{row.pk}",
        repository_class=row.repository_class,
        display_name=row.display_name,
        uri=_filled(row.uri),
        has_resources=True,
        content_id=row.pk,
    )


def _path(itwin_id: UUID, repository_id: str) -> str:
    return f"/itwins/{itwin_id}/repositories/{repository_id}"


def _filled(template: str) -> str:
    # Not str.format: other braces, as of {z}/{x}/{y}, are the client's to fill in.
    return template.replace("{publicUrl}", settings.PUBLIC_URL)


def _holds_resources(content_id: str | None) -> bool:
    return content_id is not None and GlobalResource.objects.filter(repository=content_id).exists()
