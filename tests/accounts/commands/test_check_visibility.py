"""check_visibility says for whom the table is wrong, and makes it right."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import VisibleITwin
from tests.factories import make_itwin, make_member, make_user
from twins.models import ITwin


@pytest.fixture
def bridge(acme, owner) -> ITwin:
    return make_itwin(acme, owner=owner, display_name="Bridge")


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("check_visibility", *arguments, stdout=output)
    return output.getvalue()


def table() -> list[tuple]:
    return sorted(VisibleITwin.objects.values_list("user__email", "itwin__pk", "display_name"))


def lose_a_row(bridge: ITwin) -> None:
    VisibleITwin.objects.all().delete()


def keep_a_row_too_many(bridge: ITwin) -> None:
    bridge.owner_members.all().delete()


def keep_a_row_of_the_deleted(bridge: ITwin) -> None:
    ITwin.objects.filter(pk=bridge.pk).update(deleted_at=bridge.created_at)


def forget_a_rename(bridge: ITwin) -> None:
    ITwin.objects.filter(pk=bridge.pk).update(display_name="Tunnel")


DAMAGE = [
    (lose_a_row, "missing"),
    (keep_a_row_too_many, "superfluous"),
    (keep_a_row_of_the_deleted, "superfluous"),
    (forget_a_rename, "out of date"),
]


def test_a_true_table_is_said_to_be_right(bridge, member):
    make_member(bridge, member)

    assert run() == "All 2 rows are right.\n"


@pytest.mark.parametrize(("damage", "what"), DAMAGE)
def test_what_is_wrong_is_said_with_the_persons_address(bridge, damage, what, capsys):
    damage(bridge)

    with pytest.raises(CommandError, match=r"^1 rows are wrong. Next: run it with --rebuild.$"):
        call_command("check_visibility")

    assert capsys.readouterr().out == f"{what}: rows 1, people 1\n  owner@acme.example: 1\n"


@pytest.mark.parametrize(("damage", "what"), DAMAGE)
def test_a_rebuild_makes_it_right(bridge, damage, what):
    damage(bridge)

    assert run("--rebuild").endswith(" rows are right.\n")
    assert run() == f"All {VisibleITwin.objects.count()} rows are right.\n"


def test_a_rebuild_leaves_what_is_right_untouched(acme, bridge, owner):
    make_itwin(acme, owner=owner, display_name="Tunnel")
    before = table()
    VisibleITwin.objects.filter(itwin=bridge).delete()
    kept = VisibleITwin.objects.get()

    run("--rebuild")

    assert table() == before
    assert VisibleITwin.objects.get(display_name="Tunnel").pk == kept.pk


def test_a_long_list_of_people_is_cut_short(bridge):
    for serial in range(24):
        make_member(bridge, make_user(f"person{serial:02}@acme.example"))
    VisibleITwin.objects.all().delete()

    lines = run("--rebuild").splitlines()

    assert lines[0] == "missing: rows 25, people 25"
    assert lines[1] == "  owner@acme.example: 1"
    assert lines[21:] == ["  ... and 5 more people", "All 25 rows are right."]
