"""The request of an export: checked as a whole before the job is accepted, read again by the job."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.odata import literals
from itwins_site.wire.odata.errors import (
    FilterSyntaxError,
    UnknownProperty,
    UnknownSelect,
    UnsupportedFilter,
)
from itwins_site.wire.odata.filter_to_q import filter_to_q
from itwins_site.wire.odata.grammar import parse_filter
from itwins_site.wire.odata.limits import MAX_CHARACTERS, refuse_oversized_text
from itwins_site.wire.odata.select import parse_select
from itwins_site.wire.odata.syntax import Expression
from itwins_site.wire.request_bodies import is_storable
from twins.choices import ExportFormat, QueryScope, SubClass
from twins.errors import (
    CannotCreateExport,
    CannotQueryITwins,
    FilterNotSupported,
    FilterPropertyUnknown,
    InvalidExportScope,
    InvalidOutputFormat,
    InvalidSubClass,
    OutputFormatMissing,
)
from twins.models import Export, ITwin
from twins.queries.itwin_filters import WordListField
from twins.queries.itwin_properties import ALL, MINIMAL, columns_of
from twins.queries.itwin_values import incorrect

_SCOPES = (QueryScope.MEMBER_OF_ITWIN, QueryScope.ORGANIZATION_ADMIN)
# A plus stands for a blank, save within quotes and before the offset of a date-time.
_PLUS = re.compile(rf"{literals.TEXT}|{literals.DATETIME}|\+")


@dataclass(frozen=True)
class ExportRequest:
    """What an export shall hold; the texts are kept word by word, as they are shown again."""

    output_format: ExportFormat
    query_scope: QueryScope = QueryScope.MEMBER_OF_ITWIN
    sub_class: str | None = None
    select: str | None = None
    filter: str | None = None
    include_inactive: bool = False

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "ExportRequest":
        """Raises CannotCreateExport, or CannotQueryITwins if only what is asked for is wrong."""
        return _Reading(body).request()

    @classmethod
    def of(cls, export: Export) -> "ExportRequest":
        """The request that an export was made for."""
        return cls(
            output_format=ExportFormat(export.output_format),
            query_scope=QueryScope(export.query_scope),
            sub_class=export.sub_class,
            select=export.select,
            filter=export.filter,
            include_inactive=export.include_inactive,
        )

    @property
    def sub_classes(self) -> tuple[str, ...]:
        return _sub_classes_in(self.sub_class)

    @property
    def names(self) -> tuple[str, ...]:
        """The selected properties, in the spelling and order of the wire."""
        return parse_select(self.select or "", ALL) or MINIMAL

    @property
    def expression(self) -> Expression | None:
        return _expression_in(self.filter)


class _Reading:
    """One reading of a body; collects what is wrong in the order of the documentation."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.details: list[ErrorDetail] = []

    def request(self) -> ExportRequest:
        options: dict[str, Any] = {
            "output_format": self._output_format(),
            "query_scope": self._query_scope(),
            "sub_class": self._sub_class(),
            "select": self._select(),
            "filter": self._filter(),
            "include_inactive": self._include_inactive(),
        }
        if self.details:
            # What a list would refuse too, and nothing else, is refused in the words of the list.
            as_list = all(detail.target in ("$select", "$filter") for detail in self.details)
            raise (CannotQueryITwins if as_list else CannotCreateExport)(*self.details)
        return ExportRequest(**options)

    def _output_format(self) -> ExportFormat | None:
        given = self.body.get("outputFormat")
        if given is None or given == "":
            self.details.append(OutputFormatMissing)
            return None
        if not isinstance(given, str) or given not in ExportFormat.values:
            self.details.append(InvalidOutputFormat)
            return None
        return ExportFormat(given)

    def _query_scope(self) -> QueryScope | None:
        given = self.body.get("queryScope")
        if given is None:
            return QueryScope.MEMBER_OF_ITWIN
        if not isinstance(given, str) or given not in _SCOPES:
            self.details.append(InvalidExportScope)
            return None
        return QueryScope(given)

    def _sub_class(self) -> str | None:
        given = self._text("subClass", InvalidSubClass)
        try:
            _sub_classes_in(given)
        except ValidationError:
            self.details.append(InvalidSubClass)
        return given

    def _select(self) -> str | None:
        given = self._text("select", incorrect("select"))
        try:
            parse_select(given or "", ALL)
        except UnknownSelect as error:
            self.details.append(ErrorDetail("InvalidValue", str(error), "$select"))
        return given

    def _filter(self) -> str | None:
        given = self.body.get("filter")
        if given is not None and not isinstance(given, str):
            self.details.append(incorrect("filter"))
            return None
        try:
            expression = _expression_in(given)
            if expression is not None:
                filter_to_q(expression, columns_of(ITwin))
        except FilterSyntaxError as error:
            # Answered alone; a plus is as wide as the blank that was read in its place.
            as_given = FilterSyntaxError(position=error.position, expression=given or "")
            raise CannotQueryITwins(message=str(as_given)) from None
        except UnsupportedFilter:
            self.details.append(FilterNotSupported)
        except UnknownProperty:
            self.details.append(FilterPropertyUnknown)
        return given

    def _include_inactive(self) -> bool:
        given = self.body.get("includeInactive")
        if given is not None and not isinstance(given, bool):
            self.details.append(incorrect("includeInactive"))
        return given is True

    def _text(self, name: str, refused: ErrorDetail) -> str | None:
        given = self.body.get(name)
        if given is None:
            return None
        if not isinstance(given, str) or len(given) > MAX_CHARACTERS or not is_storable(given):
            self.details.append(refused)
            return None
        return given


def _sub_classes_in(text: str | None) -> tuple[str, ...]:
    return WordListField(words=SubClass.values).to_python([text] if text else ())


def _expression_in(text: str | None) -> Expression | None:
    if not text:
        return None
    refuse_oversized_text(text)
    return parse_filter(_PLUS.sub(_blank_for_plus, text))


def _blank_for_plus(found: re.Match[str]) -> str:
    return " " if found.group() == "+" else found.group()
