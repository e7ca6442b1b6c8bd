"""Wire property and column: the two ways of writing a row agree."""

import pytest

from accounts.models import VisibleITwin
from tests.factories import make_itwin
from twins.models import Image, ITwin
from twins.queries.itwin_properties import (
    ALL,
    COMPARABLE,
    MINIMAL,
    columns_of,
    ordering,
    representation,
    rows,
)


@pytest.mark.parametrize("names", [ALL, MINIMAL, ("image",), ("createdDateTime", "id")])
def test_a_row_is_written_the_same_alone_and_among_others(acme, owner, names):
    made = [make_itwin(acme, owner=owner, latitude=1.5), make_itwin(acme, owner=owner, type="Road")]
    Image.objects.create(itwin=made[0], extension="png", created_by=owner)

    found = rows(ITwin.objects.all(), names)

    assert found == {itwin.pk: representation(itwin, names) for itwin in (acme, *made)}
    assert [list(row) for row in found.values()] == [list(names)] * 3


def test_everything_but_the_image_can_be_compared_and_ordered():
    assert set(COMPARABLE.values()) == set(ALL) - {"image", "imageName"}


@pytest.mark.parametrize("model", [ITwin, VisibleITwin])
@pytest.mark.parametrize("name", COMPARABLE.values())
@pytest.mark.parametrize("descending", [True, False])
def test_every_column_exists_wherever_rows_are_read_from(db, model, name, descending):
    path = columns_of(model)[name.lower()].path

    found = model.objects.filter(**{f"{path}__isnull": False})

    assert list(found.order_by(ordering(model, name, descending=descending))) == []
