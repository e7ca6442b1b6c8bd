"""The options of a list of iTwins: checked as a whole, then asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict

from accounts.models import VisibleITwin
from itwins_site.wire.errors import ErrorDetail
from itwins_site.wire.odata.errors import (
    FilterSyntaxError,
    UnknownProperty,
    UnknownSelect,
    UnsupportedFilter,
    UnsupportedOrderBy,
)
from itwins_site.wire.odata.filter_to_q import filter_to_q
from itwins_site.wire.odata.grammar import parse_filter
from itwins_site.wire.odata.orderby import OrderKey, parse_orderby
from itwins_site.wire.odata.select import parse_select
from itwins_site.wire.odata.syntax import Expression, properties_in
from itwins_site.wire.paging import DEFAULT_TOP, parse_skip, parse_top, whole_number
from twins.choices import QueryScope, Status
from twins.errors import (
    CannotQueryITwins,
    FilterBesideOthers,
    FilterNotSupported,
    FilterPropertyUnknown,
    IncludeInactiveBesideStatus,
    InvalidCreateScope,
    InvalidMaxReturn,
    InvalidQueryScope,
    InvalidStatus,
    InvalidSubClass,
    SearchBesideNames,
    invalid_parameter,
)
from twins.models import ITwin
from twins.queries import itwin_properties
from twins.queries.itwin_filters import ITwinFilters
from twins.queries.itwin_properties import ALL, COMPARABLE, Row

DEFAULT_MAX_RETURN = 1000
GREATEST_MAX_RETURN = 10_000
_SCOPES = {scope.value.lower(): scope for scope in QueryScope}
_SIMPLE = ("subClass", "status", "type", "number", "displayName", "parentId", "iTwinAccountId")
_WORDED = {"subClass", "status"}  # their refusals have words of their own
_NOT_BESIDE_FILTER = (*_SIMPLE[1:], "$search")


@dataclass(frozen=True)
class ITwinsPage:
    """One page of a list; `total` only if it was asked for."""

    rows: list[Row]
    has_more: bool
    total: int | None = None


@dataclass(frozen=True)
class ITwinsQuery:
    """What was asked for, without contradictions.

    `simple` holds the parameters of the filter set, `max_return` caps the rows of all pages
    together (None: no cap), `select` is None unless properties were chosen.
    """

    simple: QueryDict
    sub_classes: tuple[str, ...] = ()
    include_inactive: bool = False
    expression: Expression | None = None
    order: tuple[OrderKey, ...] = ()
    select: tuple[str, ...] | None = None
    top: int = DEFAULT_TOP
    skip: int = 0
    max_return: int | None = None
    scope: QueryScope = QueryScope.MEMBER_OF_ITWIN
    counts: bool = False

    @classmethod
    def from_options(cls, parameters: QueryDict, headers: Mapping[str, str]) -> "ITwinsQuery":
        """Reads every option of "Get my iTwins"; raises CannotQueryITwins with all that is wrong."""
        return _Reading(parameters, headers).query()

    @classmethod
    def from_simple_options(
        cls, parameters: QueryDict, headers: Mapping[str, str]
    ) -> "ITwinsQuery":
        """Reads the options of favorites and recents: no OData but $search, $top and $skip."""
        return _Reading(parameters, headers, is_simple=True).query()

    def asked(self, *, of: QuerySet[Any]) -> QuerySet[Any]:
        """All rows of ITwin or of VisibleITwin that were asked for, in the order asked for."""
        return self._ordered(self._chosen(of))

    def page(self, *, of: QuerySet[Any], names: tuple[str, ...]) -> ITwinsPage:
        """Asks rows of ITwin or of VisibleITwin: first for the keys of a page, then for the rows."""
        chosen = self._chosen(of)
        wanted = self.top + 1
        if self.max_return is not None:
            wanted = min(wanted, self.max_return - self.skip)
        key = "itwin_id" if chosen.model is VisibleITwin else "pk"
        keys: list[Any] = []
        if wanted > 0:
            ordered = self._ordered(chosen).values_list(key, flat=True)
            keys = list(ordered[self.skip : self.skip + wanted])
        found = itwin_properties.rows(
            ITwin.objects.filter(pk__in=keys[: self.top]), self.select or names
        )
        return ITwinsPage(
            rows=[found[key] for key in keys[: self.top] if key in found],
            has_more=len(keys) > self.top,
            total=self._count(chosen) if self.counts else None,
        )

    def _chosen(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.simple:
            rows = ITwinFilters(self.simple, queryset=rows).qs
        if self.expression is not None:
            model: type[Model] = rows.model
            columns = itwin_properties.columns_of(model)
            rows = rows.filter(filter_to_q(self.expression, columns))
        return rows.exclude(status=Status.INACTIVE) if self._hides_inactive() else rows

    def _hides_inactive(self) -> bool:
        if self.include_inactive or self.simple.get("status"):
            return False
        return self.expression is None or "status" not in properties_in(self.expression)

    def _ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Never without an id as the last key: pages must not overlap."""
        if rows.ordered:
            return rows
        order = self.order or (OrderKey("createdDateTime", descending=True),)
        terms = [
            itwin_properties.ordering(rows.model, key.property, descending=key.descending)
            for key in order
        ]
        if not any(key.property == "id" for key in order):
            terms.append(itwin_properties.ordering(rows.model, "id", descending=False))
        return rows.order_by(*terms)

    def _count(self, rows: QuerySet[Any]) -> int:
        return rows.order_by()[: self.max_return].count()


class _Reading:
    """One reading of parameters and headers; collects what is wrong in the published order."""

    def __init__(
        self, parameters: QueryDict, headers: Mapping[str, str], *, is_simple: bool = False
    ) -> None:
        # An empty value means "not given": Bentley's grid sends subClass= for "All".
        self.given = QueryDict(mutable=True)
        for name, values in parameters.lists():
            if any(values):
                self.given.setlist(name, values)
        self.headers = headers
        self.is_simple = is_simple
        self.details: list[ErrorDetail] = []

    def query(self) -> ITwinsQuery:
        expression = self._expression()
        options: dict[str, Any] = {
            "top": self._accept(parse_top(self.given.get("$top"))),
            "skip": self._accept(parse_skip(self.given.get("$skip"))),
            **self._simple(),
        }
        if not self.is_simple:
            options["select"] = self._select()
            self._refuse_filter(expression)
            options["order"] = self._order()
            options["max_return"] = self._max_return()
        options["scope"] = self._scope()
        options["counts"] = self.headers.get("x-total-count", "").strip().lower() == "true"
        if self.details:
            raise CannotQueryITwins(*self.details)
        return ITwinsQuery(
            expression=expression if not isinstance(expression, ErrorDetail) else None, **options
        )

    def _accept(self, value: Any) -> Any:
        if isinstance(value, ErrorDetail):
            self.details.append(value)
        return value

    def _simple(self) -> dict[str, Any]:
        names = [name for name in (*_SIMPLE, "$search") if name in self.given]
        simple = QueryDict(mutable=True)
        for name in names:
            simple.setlist(name, self.given.getlist(name))
        filters = ITwinFilters(simple, queryset=ITwin.objects.none()) if names else None
        wrong = set(filters.errors) if filters is not None else set()
        if "$search" in simple and ("number" in simple or "displayName" in simple):
            self.details.append(SearchBesideNames)
        if "subClass" in wrong:
            self.details.append(InvalidSubClass)
        if "status" in wrong:
            self.details.append(InvalidStatus)
        include_inactive = self._include_inactive()
        self.details += [invalid_parameter(name) for name in names if name in wrong - _WORDED]
        chosen = filters.form.cleaned_data.get("subClass") if filters is not None else None
        return {
            "simple": simple,
            "sub_classes": chosen or (),
            "include_inactive": include_inactive,
        }

    def _include_inactive(self) -> bool:
        given = self.given.get("includeInactive", "false").strip().lower()
        if given not in {"true", "false"}:
            self.details.append(invalid_parameter("includeInactive"))
        elif given == "true" and "status" in self.given:
            self.details.append(IncludeInactiveBesideStatus)
        return given == "true"

    def _select(self) -> tuple[str, ...] | None:
        try:
            return parse_select(self.given.get("$select", ""), ALL) or None
        except UnknownSelect as error:
            self.details.append(ErrorDetail("InvalidValue", str(error), "$select"))
            return None

    def _expression(self) -> Expression | ErrorDetail | None:
        """The tree of $filter; text that is no $filter at all is answered alone, before the rest."""
        if self.is_simple or "$filter" not in self.given:
            return None
        try:
            expression = parse_filter(self.given.get("$filter", ""))
            filter_to_q(expression, itwin_properties.columns_of(ITwin))
        except FilterSyntaxError as error:
            raise CannotQueryITwins(message=str(error)) from None
        except UnsupportedFilter:
            return FilterNotSupported
        except UnknownProperty:
            return FilterPropertyUnknown
        return expression

    def _refuse_filter(self, expression: Expression | ErrorDetail | None) -> None:
        if expression is not None and any(name in self.given for name in _NOT_BESIDE_FILTER):
            self.details.append(FilterBesideOthers)
        self._accept(expression)

    def _order(self) -> tuple[OrderKey, ...]:
        try:
            return parse_orderby(self.given.get("$orderby", ""), COMPARABLE)
        except UnsupportedOrderBy as error:
            self.details.append(ErrorDetail("InvalidValue", str(error), "$orderby"))
            return ()

    def _max_return(self) -> int:
        given = self.headers.get("X-Max-Return", "").strip()
        most = whole_number(given) if given else DEFAULT_MAX_RETURN
        if most is None or not 1 <= most <= GREATEST_MAX_RETURN:
            self.details.append(InvalidMaxReturn)
            return DEFAULT_MAX_RETURN
        return most

    def _scope(self) -> QueryScope:
        created = self.headers.get("X-iTwin-Create-Scope", "").strip()
        if created and created.lower() not in _SCOPES:
            self.details.append(InvalidCreateScope)
        scope = requested_scope(self.headers)
        if scope is None:
            self.details.append(InvalidQueryScope)
        return scope or QueryScope.MEMBER_OF_ITWIN


def requested_scope(headers: Mapping[str, str]) -> QueryScope | None:
    """The scope that X-iTwin-Query-Scope names (membership when it is absent), None if unknown."""
    given = headers.get("X-iTwin-Query-Scope", "").strip().lower()
    return _SCOPES.get(given) if given else QueryScope.MEMBER_OF_ITWIN
