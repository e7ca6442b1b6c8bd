"""manage.py load_demo_data: what people and scripts find after it."""

import pytest
from django.core.management import call_command
from django.db.models import Count, F, Max

from accounts.models import (
    AccountOwnership,
    Application,
    DirectoryGroup,
    DirectoryGroupUser,
    Group,
    GroupMember,
    GroupMemberRole,
    GroupUser,
    Invitation,
    Organization,
    OwnerMember,
    Role,
    User,
    UserMember,
    UserMemberRole,
    VisibleITwin,
)
from accounts.operations import visibility
from accounts.operations.user_members import remove_user_member
from itwins_site import files
from twins.choices import Channel, DataCenterLocation, Status, SubClass
from twins.models import (
    AuditEntry,
    Favorite,
    GeneratedRepository,
    HierarchyNode,
    Image,
    ITwin,
    Recent,
    Repository,
    RepositoryResource,
)
from twins.operations.lifecycle import delete_itwin

ROUTE_202 = "051b685f-4168-4e2d-900e-49d57e171513"
SECTION_61N = "01a5b73e-d5d3-47fc-ae3e-253365d93eb9"
KEPT = (
    *(Organization, User, Role, ITwin, HierarchyNode, Image, Favorite, Recent, AuditEntry),
    *(DirectoryGroup, DirectoryGroupUser, Group, GroupUser, GroupMember, GroupMemberRole),
    *(Invitation, OwnerMember, UserMember, UserMemberRole, VisibleITwin),
    *(Repository, RepositoryResource, GeneratedRepository),
    Application,
)


def person(email: str) -> User:
    return User.objects.get(email=email)


def seen_by(email: str) -> set[str]:
    visible = VisibleITwin.objects.filter(user__email=email)
    return {str(itwin_id) for itwin_id in visible.values_list("itwin", flat=True)}


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


def test_the_people_of_the_interface_are_there(demo):
    assert set(
        User.objects.values_list("email", "organization__name", "organization_role", "is_staff")
    ) == {
        ("admin@acme.example", "Acme Corporation", "Account Administrator", False),
        ("owner@acme.example", "Acme Corporation", "", False),
        ("member@acme.example", "Acme Corporation", "", False),
        ("newcomer@acme.example", "Acme Corporation", "", False),
        ("admin@soylent.example", "Soylent Corporation", "Account Administrator", False),
        ("member@soylent.example", "Soylent Corporation", "", False),
        ("support@itwins.example", None, "", True),
        ("support2@itwins.example", None, "", True),
        ("itp-demo@itwins.example", "Acme Corporation", "", False),
    }
    assert set(
        AccountOwnership.objects.values_list(
            "organization__name", "account__display_name", "is_primary"
        )
    ) == {
        ("Acme Corporation", "Acme Corp.", True),
        ("Acme Corporation", "Acme Water", False),
        ("Soylent Corporation", "Soylent Corp.", True),
    }


def test_every_account_has_its_default_role(demo):
    defaults = Role.objects.filter(type="Default", display_name="Team Member")

    assert sorted(defaults.values_list("itwin__display_name", flat=True)) == [
        "Acme Corp.",
        "Acme Water",
        "Soylent Corp.",
    ]
    assert not defaults.filter(permissions__isnull=False).exists()


def test_the_two_documented_examples_are_there(demo):
    columns = ("display_name", "sub_class", "type", "number", "status")
    route, section = ITwin.objects.get(pk=ROUTE_202), ITwin.objects.get(pk=SECTION_61N)

    assert [getattr(route, column) for column in columns] == [
        "US Route 202",
        "Asset",
        "Highway",
        "HWYUSR202",
        "Active",
    ]
    assert [getattr(section, column) for column in columns] == [
        "US Route 202 Section 61N Expansion",
        "Project",
        "Construction",
        "HWYUSR202S61NEXP",
        "Active",
    ]
    assert section.parent == route


def test_the_examples_are_seen_by_owner_member_and_service_alone(demo):
    seeing = VisibleITwin.objects.filter(itwin__in=[ROUTE_202, SECTION_61N])

    assert set(seeing.values_list("user__email", "itwin__display_name")) == {
        (email, name)
        for email in ("owner@acme.example", "member@acme.example", "itp-demo@itwins.example")
        for name in ("US Route 202", "US Route 202 Section 61N Expansion")
    }


def test_members_see_some_and_the_newcomer_nothing(demo):
    assert len(seen_by("member@acme.example")) == 14
    assert seen_by("newcomer@acme.example") == set()
    assert len(seen_by("member@soylent.example")) == 4
    from_outside = VisibleITwin.objects.exclude(
        account__ownership__organization=F("user__organization")
    )
    assert list(from_outside.values_list("user__email", "itwin__number")) == [
        ("member@soylent.example", "INT-GB-01-G")
    ]
    assert visibility.check() == []


def test_the_owner_owns_more_active_itwins_than_three_small_pages_hold(demo):
    owned = ITwin.objects.filter(
        owner_members__user__email="owner@acme.example",
        status=Status.ACTIVE,
        sub_class__in=[SubClass.ASSET, SubClass.PROJECT],
    )

    numbers = dict(owned.values_list("sub_class").annotate(Count("pk")))
    assert numbers == {"Asset": 15, "Project": 21}


def test_the_hierarchy_is_five_levels_deep_below_the_account(demo):
    depth = HierarchyNode.objects.filter(account__display_name="Acme Corp.").aggregate(
        levels=Max("level") + 1
    )

    assert depth == {"levels": 5}


def test_statuses_places_and_data_centers_vary(demo):
    acme = ITwin.objects.filter(account__display_name="Acme Corp.")

    assert acme.filter(status=Status.TRIAL).count() == 2
    inactive = acme.filter(status=Status.INACTIVE)
    assert inactive.count() == 2
    assert list(
        acme.filter(parent__in=inactive, status=Status.ACTIVE).values_list(
            "display_name", flat=True
        )
    ) == ["Section 65S Noise Barriers"]
    located = acme.exclude(latitude=None).exclude(longitude=None).exclude(iana_time_zone=None)
    assert located.count() > 20
    centers = set(ITwin.objects.values_list("data_center_location", flat=True))
    assert centers == set(DataCenterLocation.values)


@pytest.mark.parametrize("email", ["owner@acme.example", "member@acme.example"])
@pytest.mark.parametrize("model", [Favorite, Recent])
def test_favorites_and_recents_hold_a_project_and_an_asset_that_are_seen(demo, email, model):
    kept = ITwin.objects.filter(pk__in=model.objects.filter(user__email=email).values("itwin"))

    assert {SubClass.PROJECT, SubClass.ASSET} <= set(kept.values_list("sub_class", flat=True))
    assert set(map(str, kept.values_list("pk", flat=True))) <= seen_by(email)


def test_one_itwin_has_a_picture(demo):
    image = Image.objects.get()

    assert image.itwin.number == "BRG-0101"
    assert {image.small_name, image.large_name} <= set(files.names_in("images"))


def test_the_last_used_comes_first(demo):
    recents = Recent.objects.filter(user__email="member@acme.example").order_by("-used_at", "-id")

    assert list(recents.values_list("itwin__number", flat=True)) == [
        "HWYUSR202",
        "HWYUSR202S61NEXP",
        "BRG-0101",
    ]


def test_loading_again_changes_nothing(demo, capsys):
    before = everything()

    call_command("load_demo_data", "--size", "small")

    assert everything() == before
    assert capsys.readouterr().out.startswith("The demo data is loaded: 0 new iTwins.\n")


def test_what_was_deleted_stays_deleted_when_loaded_again(demo):
    owner = person("owner@acme.example")
    delete_itwin(ITwin.objects.get(pk=ROUTE_202), by=owner, through=Channel.API)
    before = everything()

    call_command("load_demo_data", "--size", "small")

    assert everything() == before


def test_what_was_taken_from_the_service_stays_so_when_loaded_again(demo):
    owner, service = person("owner@acme.example"), person("itp-demo@itwins.example")
    remove_user_member(itwin=ITwin.objects.get(pk=ROUTE_202), user=service, by=owner)
    Application.objects.get(client_id="service-demo").delete()
    before = everything()

    call_command("load_demo_data", "--size", "small")

    assert everything() == before
