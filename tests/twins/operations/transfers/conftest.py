"""What tests of transfers move: Roads > Bridge > Deck of Acme, to Soylent's archive."""

import pytest

from tests.factories import make_itwin, make_user
from twins.operations.transfers import plan_move_of_itwins


@pytest.fixture
def second(db):
    return make_user("support2@itwins.example", is_staff=True)


@pytest.fixture
def roads(acme, owner):
    roads = make_itwin(acme, owner=owner, display_name="Roads", number="R")
    bridge = make_itwin(roads, owner=owner, display_name="Bridge", number="B")
    deck = make_itwin(bridge, owner=owner, display_name="Deck", number="D")
    return {itwin.display_name: itwin for itwin in (roads, bridge, deck)}


@pytest.fixture
def archive(soylent, outsider):
    return make_itwin(soylent, owner=outsider, display_name="Archive", number="A")


@pytest.fixture
def crossing(roads, archive, support):
    return plan_move_of_itwins(
        root_ids=[roads["Bridge"].pk], parent_id=archive.pk, by=support, ticket="SUP-1"
    )
