"""What a move writes is what was predicted, and an undo leaves nothing of it."""

from uuid import uuid4

import pytest
from django.apps import apps

from accounts.models import Role, UserMember
from accounts.operations import visibility
from accounts.operations.roles import create_role
from accounts.operations.user_members import add_user_member
from tests.factories import (
    make_directory_group,
    make_group,
    make_group_member,
    make_itwin,
    make_member,
    make_repository,
)
from twins.models import ITwin, Transfer, TransferKind
from twins.models.itwin import now_in_milliseconds
from twins.operations.hierarchy import transplant
from twins.operations.move_writing import write_move
from twins.operations.transfer_journal import Journal
from twins.operations.transfer_undo import put_back
from twins.queries.hierarchy_findings import findings
from twins.queries.move_effects import MoveEffects, predicted_access
from twins.queries.move_holders import read_groups, read_memberships, read_roles, used_roles
from twins.queries.move_reading import read_move
from twins.queries.move_snapshot import GroupRow, Offers, RoleRow
from twins.queries.transfer_access import access

# What a transfer may leave behind, and what counts on by itself.
UNCOMPARED = {"twins.transfer", "twins.transferchange", "twins.hierarchynode"}


@pytest.fixture
def roads(acme, owner):
    roads = make_itwin(acme, owner=owner, display_name="Roads", number="R")
    bridge = make_itwin(roads, owner=owner, display_name="Bridge", number="B")
    deck = make_itwin(bridge, owner=owner, display_name="Deck", number="D")
    return {itwin.display_name: itwin for itwin in (roads, bridge, deck)}


@pytest.fixture
def move(roads, soylent, outsider, support):
    """Moves Bridge with Deck below Soylent's archive, with effects made from a snapshot."""
    archive = make_itwin(soylent, owner=outsider, display_name="Archive")

    def written(make_effects):
        snapshot = read_move([roads["Bridge"].pk], archive.pk)
        effects = make_effects(
            {
                "moved": frozenset(snapshot.itwins),
                "account_id": soylent.pk,
                "parents": {roads["Bridge"].pk: archive.pk},
            }
        )
        transfer = Transfer.objects.create(kind=TransferKind.MOVE_ITWINS, created_by=support)
        journal = Journal(transfer)
        write_move(snapshot, effects, journal, by=support, at=now_in_milliseconds())
        journal.write()
        return snapshot, effects, transfer

    return written


def access_now(itwin_ids, account):
    memberships = read_memberships(itwin_ids)
    no_offers = Offers(frozenset(), frozenset(), frozenset())
    roles = read_roles(used_roles(memberships, no_offers), account.pk)
    groups = read_groups({group for _, group, _ in memberships.groups}, account.pk)
    return access(memberships, roles, groups)


def everything():
    """Every row of our own tables, as the database has it."""
    models = [
        *apps.get_app_config("twins").get_models(),
        *apps.get_app_config("accounts").get_models(),
    ]
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values())  # noqa: SLF001
        for model in models
        if model._meta.label_lower not in UNCOMPARED and not model._meta.proxy  # noqa: SLF001
    }


def undo(transfer, back_under, support):
    undoing = Transfer.objects.create(kind=transfer.kind, created_by=support, undoes=transfer)
    journal = Journal(undoing)
    kept = put_back(transfer.changes.all(), journal)
    journal.write()
    moved = ITwin.objects.get(display_name="Bridge")
    transplant([moved.pk], under=back_under)
    visibility.refresh(ITwin.objects.all())
    return kept


def assert_sound():
    assert findings() == []
    assert visibility.check() == []


def test_a_plain_move_changes_account_and_parent_and_nothing_else(move, roads, soylent, support):
    snapshot, effects, _ = move(lambda places: MoveEffects(**places))

    moved = ITwin.objects.in_bulk([roads["Bridge"].pk, roads["Deck"].pk])
    assert {each.account_id for each in moved.values()} == {soylent.pk}
    assert moved[roads["Bridge"].pk].parent.display_name == "Archive"
    assert moved[roads["Deck"].pk].parent_id == roads["Bridge"].pk
    assert {each.last_modified_by for each in moved.values()} == {support}
    assert access_now(effects.moved, soylent) == predicted_access(snapshot, effects)
    assert_sound()


def test_roles_and_groups_are_replaced_as_predicted_and_come_back(
    move, roads, acme, soylent, owner, member, newcomer, admin, support, outsider
):
    viewer = create_role(itwin=acme, display_name="Viewer", permissions=["imodels_read"])
    writer = create_role(itwin=acme, display_name="Writer", permissions=["imodels_write"])
    theirs = create_role(itwin=soylent, display_name="Viewer", permissions=["storage_read"])
    add_user_member(itwin=roads["Deck"], user=member, roles=[viewer, writer])
    add_user_member(itwin=roads["Bridge"], user=newcomer, roles=[writer])
    make_member(roads["Bridge"], member, "itwins_modify", name="Own")
    directory = make_directory_group(acme_of(acme), newcomer, name="Staff")
    crew = make_group(acme, member, name="Crew")
    crew.listed_directory_groups.create(directory_group=directory)
    make_group_member(roads["Deck"], crew, "storage_write", by=owner, name="Storer")
    office = make_group(acme, admin, name="Office")
    make_group_member(roads["Bridge"], office, "edfs_ilsmng", by=owner, name="Clerk")
    repository = make_repository(
        roads["Deck"],
        by=owner,
        authentication={"type": "Header", "key": "Authorization", "value": "s3cret"},
    )
    storer = Role.objects.get(display_name="Storer")
    visibility.refresh(ITwin.objects.all())
    before = everything()
    new_role = RoleRow(
        uuid4(), soylent.pk, "Storer (Acme)", "", "Custom", frozenset({"storage_write"})
    )
    new_group = GroupRow(
        *(uuid4(), soylent.pk, "Crew (Acme)", "crew (acme)", ""),
        users=frozenset({member.pk}),
        directory_groups=frozenset({directory.pk}),
        people=frozenset({member.pk, newcomer.pk}),
    )
    deck, bridge = roads["Deck"].pk, roads["Bridge"].pk

    snapshot, effects, transfer = move(
        lambda places: MoveEffects(
            **places,
            new_roles={new_role.id: new_role},
            new_groups={new_group.id: new_group},
            role_for={
                (deck, viewer.pk): theirs.pk,
                (deck, writer.pk): theirs.pk,
                (bridge, writer.pk): None,
                (deck, storer.pk): new_role.id,
            },
            group_for={(deck, crew.pk): new_group.id},
            expanded=frozenset({(bridge, office.pk)}),
            leaving=frozenset({(deck, owner.pk)}),
            new_owners=frozenset({(deck, outsider.pk)}),
            renamed={deck: {"number": "D-2", "number_folded": "d-2"}},
            stripped_repositories=frozenset({repository.pk}),
        )
    )

    assert access_now(effects.moved, soylent) == predicted_access(snapshot, effects)
    assert access_now(effects.moved, soylent)[deck, member.pk] == {
        *("membership", "storage_read", "storage_write")
    }
    assert not UserMember.objects.filter(itwin=bridge, user=newcomer).exists()
    repository.refresh_from_db()
    assert repository.authentication is None
    assert_sound()

    assert undo(transfer, roads["Roads"], support) == []

    after = everything()
    assert {name for name in before if before[name] != after[name]} <= {"accounts.visibleitwin"}
    assert_sound()


def acme_of(account):
    return account.ownership.organization
