"""The applications of the demo."""

from django.core.management import call_command

from accounts.models import Application, User, UserMember, VisibleITwin
from accounts.permissions import Permission, permissions_of
from twins.choices import Channel
from twins.demo.people import EVERYBODY
from twins.demo.story import stable_id
from twins.models import ITwin
from twins.operations.lifecycle import delete_itwin

SERVICE = "itp-demo@itwins.example"
NUMBERS = ["BRG-0101", "BRG-0101-DECK", "HWYUSR202", "HWYUSR202S61NEXP", "RWY-01"]


def seen_by_service() -> list[str]:
    visible = VisibleITwin.objects.filter(user__email=SERVICE)
    return sorted(visible.values_list("itwin__number", flat=True))


def test_three_applications_wait_for_developers(demo):
    columns = ("client_id", "kind", "client_type", "authorization_grant_type", "redirect_uris")

    assert list(Application.objects.order_by("client_id").values_list(*columns)) == [
        (
            *("native-demo", "Native", "public", "authorization-code"),
            "http://localhost:3301/signin-callback",
        ),
        ("service-demo", "Service", "confidential", "client-credentials", ""),
        (
            *("spa-demo", "SPA", "public", "authorization-code"),
            "http://localhost:3000/signin-callback",
        ),
    ]
    assert Application.objects.get(client_id="spa-demo").post_logout_redirect_uris.split() == [
        "http://localhost:3000/",
        "http://localhost:3000",
    ]


def test_nobody_is_asked_for_consent(demo):
    assert set(Application.objects.values_list("skip_authorization", flat=True)) == {True}


def test_the_service_is_a_member_of_some_itwins_through_a_role(demo):
    service = Application.objects.get(client_id="service-demo").service_member

    assert (service.pk, service.email) == (stable_id("person", SERVICE), SERVICE)
    assert service.organization.name == "Acme Corporation"
    assert seen_by_service() == NUMBERS
    may = permissions_of(service, ITwin.objects.get(number="RWY-01"))
    assert Permission.ITWINS_MODIFY in may
    assert Permission.ITWINS_CREATE not in may


def test_nobody_signs_in_as_the_service(demo):
    service = User.objects.get(email=SERVICE)

    assert not service.has_usable_password()
    assert service.pk not in {person.id for person in EVERYBODY}


def test_a_registry_from_before_the_applications_gets_them_when_loaded_again(demo):
    unemploy()
    bridge = ITwin.objects.get(number="BRG-0101")
    delete_itwin(bridge, by=bridge.created_by, through=Channel.COMMAND)

    call_command("load_demo_data", "--size", "small", verbosity=0)

    assert seen_by_service() == [number for number in NUMBERS if number != "BRG-0101"]
    assert Application.objects.count() == 3


def test_itwins_that_went_to_another_account_are_not_the_services(demo):
    unemploy()
    water = ITwin.objects.get(display_name="Acme Water")
    ITwin.objects.filter(number="RWY-01").update(account=water)

    call_command("load_demo_data", "--size", "small", verbosity=0)

    members = UserMember.objects.filter(user__email=SERVICE)
    assert sorted(members.values_list("itwin__number", flat=True)) == NUMBERS[:-1]


def unemploy() -> None:
    """As the registry was when there were no applications."""
    Application.objects.all().delete()
    UserMember.objects.filter(user__email=SERVICE).delete()
    VisibleITwin.objects.filter(user__email=SERVICE).delete()
    User.objects.filter(email=SERVICE).delete()
