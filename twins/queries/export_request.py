"""Stand-in: what an export asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itwins_site.wire.errors import ErrorDetail
from twins.choices import ExportFormat, QueryScope
from twins.errors import CannotCreateExport
from twins.models import Export


@dataclass(frozen=True)
class ExportRequest:
    output_format: str
    query_scope: str = QueryScope.MEMBER_OF_ITWIN
    sub_class: str | None = None
    select: str | None = None
    filter: str | None = None
    include_inactive: bool = False

    @property
    def sub_classes(self) -> tuple[str, ...]:
        return tuple((self.sub_class or "").split(",")) if self.sub_class else ()

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "ExportRequest":
        if body.get("outputFormat") not in ExportFormat.values:
            raise CannotCreateExport(ErrorDetail("InvalidValue", "Stand-in.", "outputFormat"))
        return cls(
            output_format=body["outputFormat"],
            query_scope=body.get("queryScope") or QueryScope.MEMBER_OF_ITWIN,
            sub_class=body.get("subClass"),
            select=body.get("select"),
            filter=body.get("filter"),
            include_inactive=body.get("includeInactive") is True,
        )

    @classmethod
    def of(cls, export: Export) -> "ExportRequest":
        return cls(
            output_format=export.output_format,
            query_scope=export.query_scope,
            sub_class=export.sub_class,
            select=export.select,
            filter=export.filter,
            include_inactive=export.include_inactive,
        )
