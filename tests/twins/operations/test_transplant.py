"""The shape of the trees after subtrees move between Accounts."""

import pytest

from tests.factories import make_itwin
from tests.twins.operations.test_hierarchy import roads, shape  # noqa: F401 -- a fixture
from twins.operations.hierarchy import HierarchyChanged, WouldBeItsOwnAncestor, transplant


@pytest.fixture
def archive(soylent, outsider):
    return make_itwin(soylent, owner=outsider, display_name="Archive")


def test_subtrees_of_one_account_hang_in_another_in_the_order_given(
    acme,
    soylent,
    archive,
    roads,  # noqa: F811
):
    transplant([roads["US 202"].pk, roads["South"].pk], under=archive)

    assert shape(acme) == [
        ("North", None, 0, 1, 6),
        ("I-95", "North", 1, 2, 5),
        ("Bridge", "I-95", 2, 3, 4),
    ]
    assert shape(soylent) == [
        ("Archive", None, 0, 1, 10),
        ("US 202", "Archive", 1, 2, 7),
        ("61N", "US 202", 2, 3, 4),
        ("Paving", "US 202", 2, 5, 6),
        ("South", "Archive", 1, 8, 9),
    ]


def test_below_an_account_each_becomes_a_tree_of_its_own(acme, soylent, archive, roads):  # noqa: F811
    transplant([roads["I-95"].pk, roads["61N"].pk], under=soylent)

    assert shape(acme) == [
        ("North", None, 0, 1, 6),
        ("US 202", "North", 1, 2, 5),
        ("Paving", "US 202", 2, 3, 4),
        ("South", None, 0, 1, 2),
    ]
    assert shape(soylent) == [
        ("Archive", None, 0, 1, 2),
        ("I-95", None, 0, 1, 4),
        ("Bridge", "I-95", 1, 2, 3),
        ("61N", None, 0, 1, 2),
    ]


def test_two_of_one_line_can_be_told_apart(acme, soylent, archive, roads):  # noqa: F811
    transplant([roads["North"].pk, roads["61N"].pk], under=archive)

    assert shape(soylent) == [
        ("Archive", None, 0, 1, 14),
        ("North", "Archive", 1, 2, 11),
        ("I-95", "North", 2, 3, 6),
        ("Bridge", "I-95", 3, 4, 5),
        ("US 202", "North", 2, 7, 10),
        ("Paving", "US 202", 3, 8, 9),
        ("61N", "Archive", 1, 12, 13),
    ]


def test_nothing_hangs_below_itself(acme, roads):  # noqa: F811
    before = shape(acme)

    with pytest.raises(WouldBeItsOwnAncestor):
        transplant([roads["North"].pk], under=roads["61N"])

    assert shape(acme) == before


def test_what_has_no_place_cannot_be_moved(soylent, archive, acme):
    with pytest.raises(HierarchyChanged):
        transplant([acme.pk], under=archive)
