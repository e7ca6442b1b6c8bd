"""Adding and removing resources of repositories: each one transaction, each written down."""

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.operations import audit
from twins.choices import AuditOperation, Channel
from twins.errors import (
    ITwinRepositoryNotFound,
    ITwinRepositoryResourceExists,
    ITwinRepositoryResourceNotFound,
)
from twins.folding import fold_key
from twins.models import ITwin, Repository, RepositoryResource
from twins.queries.repository_resource_values import NewResource


def add_resource(
    *, new: NewResource, itwin: ITwin, by: User, through: Channel
) -> RepositoryResource:
    """Adds a resource to a repository.

    Raises ITwinRepositoryResourceExists; ITwinRepositoryNotFound when the repository was
    removed meanwhile.
    """
    resource = RepositoryResource(
        repository=new.repository,
        resource_id=new.resource_id,
        display_name=new.display_name,
        display_name_folded=fold_key(new.display_name),
    )
    try:
        with transaction.atomic():
            # Held, not merely there: it is not removed before the resource is in it.
            rows = Repository.objects.select_for_update(no_key=True)
            if rows.filter(pk=new.repository.pk).first() is None:
                raise ITwinRepositoryNotFound
            resource.save(force_insert=True)
            _write_down(itwin, None, f"{resource} in {new.repository}", by, through)
    except IntegrityError:
        taken = RepositoryResource.objects.filter(
            repository=new.repository, resource_id=new.resource_id
        )
        if taken.exists():
            raise ITwinRepositoryResourceExists from None
        raise
    return resource


@transaction.atomic
def remove_resource(
    resource: RepositoryResource, *, itwin: ITwin, by: User, through: Channel
) -> None:
    """Raises ITwinRepositoryResourceNotFound if somebody was faster."""
    rows = RepositoryResource.objects.select_for_update(of=("self",)).select_related("repository")
    current = rows.filter(pk=resource.pk).first()
    if current is None:
        raise ITwinRepositoryResourceNotFound
    current.delete()
    _write_down(itwin, f"{current} in {current.repository}", None, by, through)


def _write_down(
    itwin: ITwin, before: str | None, after: str | None, by: User, through: Channel
) -> None:
    changes: audit.Changes = {"resources": [before, after]}
    audit.record(AuditOperation.CHANGED, itwin, by=by, through=through, changes=changes)
