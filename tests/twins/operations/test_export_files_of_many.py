"""Writing many iTwins: it can be interrupted, holds no lock, and its memory does not grow."""

import io
import tracemalloc
from itertools import count

import pytest
from django.db import connection

from accounts.models import User
from tests.factories import make_itwin
from tests.factories.exports import make_export
from twins.choices import ExportFormat, ITwinClass, SubClass
from twins.models import ITwin
from twins.operations.export_files import write_export
from twins.operations.volume import add_forest

serials = count()


class LeaseLost(Exception):
    pass


class Nowhere(io.RawIOBase):
    """A file that keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        return len(data)


def add_many(how_many: int, account: ITwin, owner: User) -> None:
    add_forest(
        [
            ITwin(
                itwin_class=ITwinClass.ENDEAVOR,
                sub_class=SubClass.PROJECT,
                number=f"M-{next(serials)}",
                display_name="x" * 250,
                parent=account,
                account=account,
                created_by=owner,
                last_modified_by=owner,
            )
            for _ in range(how_many)
        ]
    )


def test_memory_does_not_grow_with_the_number_of_itwins(acme, owner, admin, settings):
    settings.UNIQUE_DISPLAY_NAMES = False
    exports = [
        make_export(admin, accounts=[acme], output_format=output_format)
        for output_format in (ExportFormat.JSON_GZIP, ExportFormat.CSV_GZIP)
    ]
    counts, peaks = [], []

    for how_many in (1200, 1200):
        add_many(how_many, acme, owner)
        for export in exports:
            tracemalloc.start()
            counts.append(write_export(export, Nowhere()))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()

    assert counts == [1200, 1200, 2400, 2400]
    assert peaks[2] < 1.2 * peaks[0]
    assert peaks[3] < 1.2 * peaks[1]


@pytest.mark.django_db(transaction=True)
def test_what_the_checkpoint_raises_ends_the_writing_and_frees_the_connection(
    acme, owner, admin, settings
):
    settings.UNIQUE_DISPLAY_NAMES = False
    add_many(1300, acme, owner)
    export = make_export(admin, accounts=[acme], output_format=ExportFormat.CSV)
    file = io.BytesIO()
    in_transaction = []

    def checkpoint() -> None:
        in_transaction.append(connection.in_atomic_block)
        if len(in_transaction) == 2:
            raise LeaseLost

    with pytest.raises(LeaseLost):
        write_export(export, file, checkpoint=checkpoint)

    # No transaction: on SQLite it would keep every writer waiting.
    assert in_transaction == [False, False]
    assert file.getvalue().count(b"\n") == 1 + 1000
    assert make_itwin(acme, owner=owner, display_name="Afterwards").number
