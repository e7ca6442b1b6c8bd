"""Adding, changing and removing repositories of an iTwin: each one transaction, each written down."""

from typing import Any, Unpack

import orjson
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.operations import audit
from accounts.operations.locks import hold_itwin
from twins.choices import AuditOperation, Channel
from twins.errors import ITwinRepositoryExists, ITwinRepositoryNotFound
from twins.models import ITwin, Repository
from twins.queries.repository_values import NewRepository, RepositoryValues

# Column to wire name. Values are never written down: an address may carry a key as well.
_WIRE_NAMES = {
    "display_name": "displayName",
    "uri": "uri",
    "authentication": "authentication",
    "options": "options",
}


def add_repository(*, itwin: ITwin, new: NewRepository, by: User, through: Channel) -> Repository:
    """Adds a repository to an iTwin.

    Raises ITwinRepositoryExists; ITwinNotFound when the iTwin was deleted meanwhile.
    """
    repository = Repository(
        itwin=itwin,
        repository_class=new.repository_class,
        sub_class=new.sub_class,
        **new.values,
    )
    repository.digest_uri()
    try:
        with transaction.atomic():
            hold_itwin(itwin)
            repository.save(force_insert=True)
            _write_down(itwin, None, repository.display_name, by, through)
    except IntegrityError:
        _refuse_taken(repository)
        raise
    return repository


def change_repository(
    repository: Repository,
    *,
    itwin: ITwin,
    by: User,
    through: Channel,
    **values: Unpack[RepositoryValues],
) -> Repository:
    """Changes what is given and returns the repository as it now is.

    Raises ITwinRepositoryExists; ITwinRepositoryNotFound when it was deleted meanwhile.
    """
    try:
        with transaction.atomic():
            current = _held(repository)
            before = current.display_name
            changed = {
                name: value
                for name, value in values.items()
                if _written(getattr(current, name)) != _written(value)
            }
            if not changed:
                return current
            for name, value in changed.items():
                setattr(current, name, value)
            current.digest_uri()
            current.save()
            what = ", ".join(_WIRE_NAMES[name] for name in changed)
            _write_down(itwin, before, f"{current.display_name} ({what})", by, through)
            return current
    except IntegrityError:
        repository.uri = values.get("uri", repository.uri)
        repository.digest_uri()
        _refuse_taken(repository)
        raise


@transaction.atomic
def remove_repository(repository: Repository, *, itwin: ITwin, by: User, through: Channel) -> None:
    """Removes a repository with its resources; ITwinRepositoryNotFound if somebody was faster."""
    current = _held(repository)
    current.delete()
    _write_down(itwin, current.display_name, None, by, through)


def _written(value: Any) -> bytes:
    # As it goes over the wire: to Python, true is 1 and 1 is 1.0.
    return orjson.dumps(value)


def _held(repository: Repository) -> Repository:
    """The row as it is now, kept from other writers until the transaction ends."""
    current = Repository.objects.select_for_update().filter(pk=repository.pk).first()
    if current is None:
        raise ITwinRepositoryNotFound
    return current


def _refuse_taken(repository: Repository) -> None:
    """Answers for the one whom the database refused: whoever came second, or lost a race."""
    others = Repository.objects.filter(
        itwin=repository.itwin_id,
        repository_class=repository.repository_class,
        sub_class=repository.sub_class,
        uri_digest=repository.uri_digest,
    ).exclude(pk=repository.pk)
    if others.exists():
        raise ITwinRepositoryExists from None


def _write_down(
    itwin: ITwin, before: str | None, after: str | None, by: User, through: Channel
) -> None:
    changes: audit.Changes = {"repositories": [before, after]}
    audit.record(AuditOperation.CHANGED, itwin, by=by, through=through, changes=changes)
