"""The options of a list of repositories: class and subClass, checked as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from itwins_site.wire.errors import ErrorDetail
from twins.choices import SUB_CLASSES_OF_CLASS, RepositoryClass, RepositorySubClass
from twins.errors import (
    CannotQueryRepositories,
    InvalidRepositoryClass,
    InvalidRepositorySubClass,
    invalid_parameter,
)

# Classes of global repositories, besides those that an operator made.
GLOBAL_CLASSES = ("Cesium", "Google")
_FITTING = {word.value: sub_classes for word, sub_classes in SUB_CLASSES_OF_CLASS.items()}
_SUB_CLASSES = {word.lower(): word for word in RepositorySubClass.values}


@dataclass(frozen=True)
class RepositoriesQuery:
    """Which repositories are wanted; None: of any class, of any subclass."""

    repository_class: str | None = None
    sub_class: str | None = None

    @classmethod
    def from_options(
        cls, parameters: Mapping[str, str], *, global_classes: Iterable[str] = ()
    ) -> "RepositoriesQuery":
        """Raises CannotQueryRepositories with every detail; words come in any casing."""
        query, details = _read(parameters, global_classes)
        if details:
            raise CannotQueryRepositories(*details)
        return query

    def admits(self, repository_class: str, sub_class: str | None) -> bool:
        return (self.repository_class or repository_class) == repository_class and (
            self.sub_class is None or self.sub_class == sub_class
        )


def refuse_malformed_id(parameters: Mapping[str, str]) -> NoReturn:
    """Refuses an iTwin id that is none, with whatever else is wrong: the list alone does so."""
    _, details = _read(parameters, ())
    raise CannotQueryRepositories(*details, invalid_parameter("iTwinId"))


def _read(
    parameters: Mapping[str, str], global_classes: Iterable[str]
) -> tuple[RepositoriesQuery, list[ErrorDetail]]:
    classes = {word.lower(): word for word in (*RepositoryClass.values, *global_classes)}
    # An empty value means "not given", as in every list.
    class_given = parameters.get("class", "").strip()
    sub_class_given = parameters.get("subClass", "").strip()
    repository_class = classes.get(class_given.lower())
    sub_class = _SUB_CLASSES.get(sub_class_given.lower())
    details = []
    if repository_class is None and (class_given or sub_class_given):
        details.append(InvalidRepositoryClass)
    if sub_class_given and not _fits(sub_class, repository_class):
        details.append(InvalidRepositorySubClass)
    return RepositoriesQuery(repository_class, sub_class), details


def _fits(sub_class: str | None, repository_class: str | None) -> bool:
    if sub_class is None or repository_class is None:
        return sub_class is not None
    return sub_class in _FITTING.get(repository_class, ())
