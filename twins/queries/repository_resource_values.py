"""What a body says about a resource of a repository."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itwins_site.wire.errors import ErrorDetail
from twins.choices import RepositoryClass
from twins.errors import CannotAddRepositoryResource
from twins.models import Repository
from twins.queries.itwin_values import incorrect, is_empty, missing
from twins.queries.repositories import ListedRepository
from twins.queries.repository_values import read_text

_LONGEST = 255
_TAKES_RESOURCES = RepositoryClass.GEOGRAPHIC_INFORMATION_SYSTEM
# An id stands in addresses as it is, unencoded: it has to come back as the same one segment.
_NO_SEGMENT = re.compile(r"[/\\?#%\x00-\x1f\x7f-\x9f]|\A\s|\s\Z|\A\.\.?\Z")


@dataclass(frozen=True)
class NewResource:
    """A create body without contradictions, and the repository that the resource goes into."""

    repository: Repository
    resource_id: str
    display_name: str

    @classmethod
    def from_body(cls, body: Mapping[str, Any], *, of: ListedRepository) -> "NewResource":
        """Raises CannotAddRepositoryResource with everything that is wrong."""
        details = [missing(name) for name in ("id", "displayName") if is_empty(body.get(name))]
        repository = of.added
        if repository is None or repository.repository_class != _TAKES_RESOURCES:
            details.append(incorrect("class"))
        values = {}
        for name in ("id", "displayName"):
            if is_empty(body.get(name)):
                continue
            value = read_text(_LONGEST)(name, body[name])
            if isinstance(value, ErrorDetail):
                details.append(value)
            elif name == "id" and not is_segment(value):
                details.append(incorrect(name))
            else:
                values[name] = value
        if details or repository is None:
            raise CannotAddRepositoryResource(*details)
        return cls(repository, values["id"], values["displayName"])


def is_segment(resource_id: str) -> bool:
    """Whether an id can stand in an address as it is."""
    return _NO_SEGMENT.search(resource_id) is None
