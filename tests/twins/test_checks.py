"""What `manage.py check --database default` says about the trees."""

import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import connection

from tests.factories import make_itwin
from twins.models import HierarchyNode


def ids_of_messages() -> list[str]:
    return [message.id for message in run_checks(tags=[Tags.database], databases=["default"])]


def test_nothing_is_said_of_trees_that_were_planted(acme, owner):
    make_itwin(acme, owner=owner)

    assert ids_of_messages() == []


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no sequences")
def test_tree_ids_ahead_of_their_sequence_are_an_error_until_rebuilt(acme, owner):
    make_itwin(acme, owner=owner)
    HierarchyNode.objects.update(tree_id=2_000_000)
    assert ids_of_messages() == ["twins.E001"]

    call_command("check_hierarchy", "--rebuild", verbosity=0)

    assert ids_of_messages() == []
    assert make_itwin(acme, owner=owner).node.tree_id > 2_000_000
