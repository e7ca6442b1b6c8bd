"""What a story adds to its new iTwins: where more data about them is."""

from uuid import UUID

from django.db import transaction

from twins.choices import Channel
from twins.demo.story import PlannedRepository, Story
from twins.demo.telling import person_named
from twins.models import GeneratedRepository, ITwin
from twins.operations.repositories import add_repository
from twins.operations.repository_resources import add_resource
from twins.queries.repository_resource_values import NewResource
from twins.queries.repository_values import NewRepository


@transaction.atomic
def link(story: Story, new: dict[UUID, ITwin]) -> None:
    """Adds a story's repositories to the new iTwins; those that were there keep what they have."""
    for repository in story.repositories:
        for itwin in story.among(new, [repository.number]):
            _add(repository, itwin)
    for generated in story.generated_repositories:
        for itwin in story.among(new, [generated.number]):
            GeneratedRepository.objects.create(
                itwin=itwin,
                repository_class=generated.repository_class,
                display_name=generated.display_name,
                uri_template=generated.uri_template,
            )


def _add(plan: PlannedRepository, itwin: ITwin) -> None:
    by = person_named(plan.added_by)
    new = NewRepository.from_body(plan.body)
    repository = add_repository(itwin=itwin, new=new, by=by, through=Channel.COMMAND)
    for resource_id, display_name in plan.resources.items():
        resource = NewResource(repository, resource_id, display_name)
        add_resource(new=resource, itwin=itwin, by=by, through=Channel.COMMAND)
