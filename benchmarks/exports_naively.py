"""Exports as they are mostly written: instances from Django's iterator, csv or json, gzip."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from twins.models import Export
from twins.queries.exported_itwins import exported_itwins
from twins.queries.itwin_properties import ALL, representation

_LEVEL = 6  # that of the command


def write_csv(export: Export, file: Path) -> None:
    with gzip.open(file, "wt", _LEVEL, encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(ALL)
        writer.writerows(row.values() for row in _rows(export))


def write_json(export: Export, file: Path) -> None:
    with gzip.open(file, "wt", _LEVEL, encoding="utf-8") as text:
        for place, row in enumerate(_rows(export)):
            text.write(",\n" if place else "[\n")
            json.dump(row, text, default=str)
        text.write("\n]\n")


def _rows(export: Export) -> Iterator[dict[str, Any]]:
    for itwin in exported_itwins(export).select_related("picture").iterator():
        picture = getattr(itwin, "picture", None)
        yield representation(itwin) | {"image": None, "imageName": picture and picture.small_name}
