"""The applications of the demo: a service, and what people sign in to from their own machine."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import Application, ApplicationKind, Organization, Role, User
from accounts.operations.applications import register_application
from accounts.operations.user_members import add_user_member
from twins.demo.credentials import service_secret
from twins.demo.story import PlannedService, Story
from twins.models import ITwin


@dataclass(frozen=True)
class PlannedApplication:
    """An application of nobody's, to which people sign in without being asked for consent."""

    client_id: str
    name: str
    kind: ApplicationKind
    redirect_uris: tuple[str, ...]
    sign_out_uris: tuple[str, ...] = ()


# Where itwin-cli waits for whoever signs in.
NATIVE = PlannedApplication(
    "native-demo",
    "Command line on this computer",
    ApplicationKind.NATIVE,
    redirect_uris=("http://localhost:3301/signin-callback",),
)
# Where the iTwin.js templates serve their pages while one develops.
SINGLE_PAGE = PlannedApplication(
    "spa-demo",
    "Viewer on this computer",
    ApplicationKind.SINGLE_PAGE,
    redirect_uris=("http://localhost:3000/signin-callback",),
    sign_out_uris=("http://localhost:3000/", "http://localhost:3000"),
)


@transaction.atomic
def register_applications() -> None:
    """Registers what people sign in to, where it is missing."""
    for plan in (NATIVE, SINGLE_PAGE):
        if not Application.objects.filter(client_id=plan.client_id).exists():
            register_application(
                name=plan.name,
                kind=plan.kind,
                by=None,
                client_id=plan.client_id,
                redirect_uris=plan.redirect_uris,
                sign_out_uris=plan.sign_out_uris,
                is_trusted=True,
            )


@transaction.atomic
def employ(story: Story) -> None:
    """Registers a story's services that are new, and lets them at their iTwins.

    One that was registered before, or ever, stays as it is by now.
    """
    for service in story.services:
        if not User.objects.filter(pk=service.member_id).exists():
            member = _register(service, story)
            role = Role.objects.get(pk=story.id_of_role(service.role))
            ids = map(story.id_of_number, service.numbers)
            there = ITwin.objects.live().filter(account=story.accounts[0].id).in_bulk(list(ids))
            for itwin in story.among(there, service.numbers):
                add_user_member(itwin=itwin, user=member, roles=[role])


def _register(service: PlannedService, story: Story) -> User:
    """A service with the secret that every start shows."""
    application, _ = register_application(
        name=service.name,
        kind=ApplicationKind.SERVICE,
        by=None,
        organization=Organization.objects.get(pk=story.organization_id),
        client_id=service.client_id,
        secret=service_secret(),
        service_email=service.email,
        service_member_id=service.member_id,
        is_trusted=True,
    )
    assert application.service_member is not None  # noqa: S101 -- it is a service
    return application.service_member
