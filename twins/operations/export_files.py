"""Stand-in: the file of an export."""

import gzip
from collections.abc import Callable
from typing import BinaryIO

import orjson

from twins.models import Export
from twins.queries.exported_itwins import exported_itwins
from twins.queries.itwin_properties import MINIMAL, representation


def write_export(
    export: Export, file: BinaryIO, checkpoint: Callable[[], None] | None = None
) -> int:
    rows = []
    for itwin in exported_itwins(export).iterator():
        rows.append(representation(itwin, MINIMAL))
        if checkpoint:
            checkpoint()
    file.write(gzip.compress(orjson.dumps(rows)))
    return len(rows)
