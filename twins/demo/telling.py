"""Telling a story to the registry: adds what of it is not there yet, through the operations."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.models import Organization, User
from accounts.models.user import OrganizationRole
from accounts.operations.organizations import create_organization, open_account
from accounts.operations.people import create_person
from twins.choices import Channel
from twins.demo.picture import picture_of_a_bridge
from twins.demo.story import Person, Planned, PlannedAccount, Story, family
from twins.models import ITwin
from twins.operations.favorites import add_favorite
from twins.operations.images import put_image
from twins.operations.lifecycle import create_itwin
from twins.operations.recents import touch_recent


@transaction.atomic
def tell(story: Story) -> dict[UUID, ITwin]:
    """Adds a story's organization, people and iTwins; returns the iTwins that are new, by id.

    What is there already stays as it is by now: renamed, moved, deleted or left by its members.
    """
    organization = _organization(story)
    introduce(story.people, organization)
    new = {
        itwin.pk: itwin
        for place, account in enumerate(story.accounts)
        for itwin in _fill(account, _account(account, organization, is_primary=place == 0))
    }
    _collect(story, new)
    _picture(story, new)
    return new


def introduce(people: Iterable[Person], organization: Organization | None = None) -> None:
    """Adds the people who are not there yet."""
    for person in people:
        if not User.objects.filter(pk=person.id).exists():
            administrator = OrganizationRole.ACCOUNT_ADMINISTRATOR
            create_person(
                user_id=person.id,
                email=person.email,
                given_name=person.given_name,
                surname=person.surname,
                organization=organization,
                organization_role=administrator if person.is_administrator else "",
                is_staff=person.is_staff,
            )


def person_named(email: str) -> User:
    """The person with an e-mail of a story."""
    return User.objects.get(email__iexact=email)


def _organization(story: Story) -> Organization:
    found = Organization.objects.filter(pk=story.organization_id).first()
    return found or create_organization(
        name=story.organization, organization_id=story.organization_id
    )


def _account(plan: PlannedAccount, organization: Organization, *, is_primary: bool) -> ITwin:
    found = ITwin.objects.filter(pk=plan.id).first()
    return found or open_account(
        organization=organization,
        name=plan.name,
        by=person_named(plan.owner),
        is_primary=is_primary,
        account_id=plan.id,
    )


def _fill(plan: PlannedAccount, account: ITwin) -> list[ITwin]:
    there = ITwin.objects.in_bulk([plan.id_of(each) for each, _ in family(plan.itwins)])
    people = {email: person_named(email) for email in {plan.owner, *_other_owners(plan)}}
    new = []
    for each, parent in family(plan.itwins):
        itwin_id = plan.id_of(each)
        if itwin_id not in there:
            there[itwin_id] = _create(
                each,
                itwin_id,
                by=people[each.owner or plan.owner],
                parent=account if parent is None else there[plan.id_of(parent)],
            )
            new.append(there[itwin_id])
    return new


def _create(plan: Planned, itwin_id: UUID, *, by: User, parent: ITwin) -> ITwin:
    return create_itwin(
        itwin_id=itwin_id,
        by=by,
        parent=parent,
        through=Channel.COMMAND,
        sub_class=plan.sub_class,
        display_name=plan.display_name,
        number=plan.number,
        type=plan.type,
        geographic_location=plan.place.name or None,
        latitude=plan.place.latitude,
        longitude=plan.place.longitude,
        iana_time_zone=plan.place.time_zone,
        data_center_location=plan.data_center,
        status=plan.status,
    )


def _collect(story: Story, new: dict[UUID, ITwin]) -> None:
    for email, numbers in story.favorites.items():
        for itwin in story.among(new, numbers):
            add_favorite(user=person_named(email), itwin=itwin)
    for email, numbers in story.recents.items():
        for itwin in reversed(story.among(new, numbers)):
            touch_recent(user=person_named(email), itwin=itwin)


def _picture(story: Story, new: dict[UUID, ITwin]) -> None:
    for itwin in story.among(new, [story.pictured] if story.pictured else []):
        put_image(
            itwin,
            content=picture_of_a_bridge(),
            extension="png",
            by=itwin.created_by,
            through=Channel.COMMAND,
        )


def _other_owners(plan: PlannedAccount) -> set[str]:
    return {each.owner for each, _ in family(plan.itwins) if each.owner}
