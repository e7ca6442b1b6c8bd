"""Adding iTwins by the hundred thousand: what measurements are made on."""

from collections.abc import Sequence

from django.db import transaction

from itwins_site.bulk_rows import add_rows
from twins.models import ITwin
from twins.operations.hierarchy import plant_forest


@transaction.atomic
def add_forest(itwins: Sequence[ITwin]) -> None:
    """Adds whole trees of new iTwins, parents before children, without owners or audit entries."""
    for itwin in itwins:
        itwin.fold_texts()
    add_rows(ITwin, itwins)
    plant_forest(itwins)
