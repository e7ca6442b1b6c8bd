"""Wire property to column: what may be filtered, ordered and selected, and how rows are written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Model, QuerySet
from django.db.models.functions import Collate

from accounts.models import VisibleITwin
from itwins_site.wire.odata.columns import Column, Kind
from itwins_site.wire.rendering import wire_time
from twins.choices import DataCenterLocation, ITwinClass, Status, SubClass
from twins.folding import fold
from twins.models import ITwin
from twins.models.image import small_link_of, small_name_of

Row = dict[str, Any]


@dataclass(frozen=True)
class Property:
    """One property of the full form; `column` is None for what the picture tells."""

    name: str
    column: str | None
    kind: Kind = Kind.TEXT
    compared: str | None = None  # the column that comparisons use, when it is another
    copy: str | None = None  # the same key in VisibleITwin, when it is copied there
    nullable: bool = False
    words: tuple[str, ...] = ()
    write: Callable[[Any], Any] | None = None
    of_picture: Callable[[UUID, str], str] | None = None

    def path(self, model: type[Model]) -> str:
        """Where comparisons find it, seen from rows of ITwin or of VisibleITwin."""
        column = self.compared or self.column or ""
        if model is VisibleITwin:
            return self.copy or f"itwin__{column}"
        return column


PROPERTIES = (
    Property("id", "id", Kind.GUID, copy="itwin_id"),
    Property("class", "itwin_class", Kind.WORD, words=tuple(ITwinClass.values)),
    Property("subClass", "sub_class", Kind.WORD, copy="sub_class", words=tuple(SubClass.values)),
    Property("type", "type", compared="type_folded", nullable=True),
    Property("number", "number", compared="number_folded", copy="number_folded"),
    Property(
        "displayName", "display_name", compared="display_name_folded", copy="display_name_folded"
    ),
    Property(
        "geographicLocation",
        "geographic_location",
        compared="geographic_location_folded",
        nullable=True,
    ),
    Property("latitude", "latitude", Kind.NUMBER, nullable=True),
    Property("longitude", "longitude", Kind.NUMBER, nullable=True),
    Property("ianaTimeZone", "iana_time_zone", Kind.WORD, nullable=True),
    Property(
        "dataCenterLocation",
        "data_center_location",
        Kind.WORD,
        words=tuple(DataCenterLocation.values),
    ),
    Property("status", "status", Kind.WORD, copy="status", words=tuple(Status.values)),
    Property("parentId", "parent_id", Kind.GUID, nullable=True),
    Property("iTwinAccountId", "account_id", Kind.GUID, copy="account_id"),
    Property("imageName", None, of_picture=small_name_of),
    Property("image", None, of_picture=small_link_of),
    Property("createdDateTime", "created_at", Kind.DATETIME, copy="created_at", write=wire_time),
    Property("createdBy", "created_by_id", Kind.GUID),
    Property("lastModifiedDateTime", "last_modified_at", Kind.DATETIME, write=wire_time),
    Property("lastModifiedBy", "last_modified_by_id", Kind.GUID),
)
BY_NAME = {item.name: item for item in PROPERTIES}
ALL = tuple(BY_NAME)
MINIMAL = ALL[:6]
# All scalar properties but the image's two, by their lower-case names.
COMPARABLE = {item.name.lower(): item.name for item in PROPERTIES if item.column is not None}


@cache
def columns_of(model: type[Model]) -> dict[str, Column]:
    """What a $filter may name, as columns of ITwin or of VisibleITwin."""
    return {
        name: Column(
            path=BY_NAME[canonical].path(model),
            kind=BY_NAME[canonical].kind,
            fold=fold if BY_NAME[canonical].kind is Kind.TEXT else None,
            nullable=BY_NAME[canonical].nullable,
            words=BY_NAME[canonical].words,
        )
        for name, canonical in COMPARABLE.items()
    }


def ordering(model: type[Model], name: str, *, descending: bool) -> Any:
    """An ORDER BY term. Names are ordered as the language does, wherever the database can."""
    item = BY_NAME[name]
    expression: Any = F(item.path(model))
    if item.kind is Kind.TEXT and connection.vendor == "postgresql":
        expression = Collate(F(_original_path(model, item)), "und-x-icu")
    # The same place for empty values on every database: first when ascending, as in JavaScript
    # and SQL Server, where an absent value is the smallest.
    if not item.nullable:
        return expression.desc() if descending else expression.asc()
    return expression.desc(nulls_last=True) if descending else expression.asc(nulls_first=True)


def _original_path(model: type[Model], item: Property) -> str:
    if model is not VisibleITwin:
        return item.column or ""
    return "display_name" if item.name == "displayName" else f"itwin__{item.column}"


def representation(itwin: ITwin, names: Iterable[str] = ALL) -> Row:
    """One iTwin as the wire shows it; empty values are null, no key is left out."""
    return {name: _wire_value(BY_NAME[name], itwin) for name in names}


def rows(itwins: QuerySet[ITwin], names: Sequence[str]) -> dict[Any, Row]:
    """Many iTwins as the wire shows them, by id: straight from the cursor, without instances."""
    items = [BY_NAME[name] for name in names]
    stored = [item for item in items if item.column is not None]
    pictured = {item.name: item.of_picture for item in items if item.of_picture is not None}
    columns = ["pk", *(item.column for item in stored if item.column)]
    if pictured:
        columns += ["picture__id", "picture__extension"]
    written = {item.name: item.write for item in stored if item.write is not None}
    empty = {item.name: None for item in items}
    names_of_columns = [item.name for item in stored]
    found = {}
    for key, *values in itwins.values_list(*columns):
        row = empty | dict(zip(names_of_columns, values, strict=False))
        for name, write in written.items():
            row[name] = write(row[name])
        if pictured and values[-1] is not None:
            for name, tell in pictured.items():
                row[name] = tell(*values[-2:])
        found[key] = row
    return found


def _wire_value(item: Property, itwin: ITwin) -> Any:
    if item.of_picture is not None:
        picture = getattr(itwin, "picture", None)
        return picture and item.of_picture(picture.pk, picture.extension)
    value = getattr(itwin, item.column or "")
    return item.write(value) if item.write is not None else value
