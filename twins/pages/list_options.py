"""What a list page was asked for, read from its address; what makes no sense is left out."""

from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest

from itwins_site.wire.guids import parse_guid
from twins.choices import QueryScope, Status, SubClass
from twins.models.itwin import ITwinQuerySet

SIZES = (25, 50, 100)
DEFAULT_SIZE = 50
SHOWN_BY_DEFAULT = (Status.ACTIVE, Status.TRIAL)
FARTHEST_PAGE = 100_000
SORTS = {
    "name": "display_name_folded",
    "number": "number_folded",
    "subClass": "sub_class",
    "type": "type_folded",
    "status": "status",
    "modified": "last_modified_at",
    "created": "created_at",
}


@dataclass(frozen=True)
class ListOptions:
    search: str = ""
    sub_classes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    scope: str = ""
    account: UUID | None = None
    sort: str = ""
    page: int = 1
    size: int = DEFAULT_SIZE
    view: str = "tiles"

    @classmethod
    def from_request(cls, request: HttpRequest, *, view: str = "tiles") -> Self:
        asked = request.GET
        return cls(
            search=text_in(asked.get("search", "")),
            sub_classes=words_in(asked.getlist("subClass"), SubClass.values),
            statuses=words_in(asked.getlist("status"), Status.values),
            scope=asked.get("scope", "") if asked.get("scope") in QueryScope.values else "",
            account=parse_guid(asked.get("account", "")),
            sort=asked.get("sort", "") if asked.get("sort", "").lstrip("-") in SORTS else "",
            page=number_in(asked.get("page", "1"), at_most=FARTHEST_PAGE),
            size=size_in(asked.get("size", "")),
            view=view_in(request, default=view),
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search or self.sub_classes or self.statuses or self.account)

    @property
    def shown_statuses(self) -> tuple[str, ...]:
        return self.statuses or SHOWN_BY_DEFAULT

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form does not show but must not lose."""
        hidden = self.pairs(("scope", "account", "sort", "size"))
        return [(name, str(value)) for name, value in hidden]

    @property
    def sorted_by(self) -> str:
        return self.sort.lstrip("-")

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")

    def order(self) -> tuple[str, ...]:
        """A total order: pages must neither repeat nor lose a row."""
        if not self.sort:
            return ("-created_at", "id")
        sign = "-" if self.is_descending else ""
        return (f"{sign}{SORTS[self.sorted_by]}", "id")

    def narrow(self, itwins: ITwinQuerySet) -> ITwinQuerySet:
        """The iTwins that fit, whatever their status."""
        if self.sub_classes:
            itwins = itwins.filter(sub_class__in=self.sub_classes)
        else:
            itwins = itwins.exclude(sub_class=SubClass.ACCOUNT)
        if self.account:
            itwins = itwins.filter(account=self.account)
        return itwins.matching(self.search) if self.search else itwins

    def address(self, **changes: Any) -> str:
        """The query string of this list with something changed; a change leads to page one."""
        changed = replace(self, **({"page": 1} | changes))
        shown = changed.pairs(
            ("search", "sub_classes", "statuses", "scope", "account", "sort", "size", "page")
        )
        if "view" in changes:
            shown.append(("view", changes["view"]))
        return f"?{urlencode(shown)}"

    def pairs(self, names: tuple[str, ...]) -> list[tuple[str, Any]]:
        on_the_wire = {"sub_classes": "subClass", "statuses": "status"}
        plain = ListOptions()
        found: list[tuple[str, Any]] = []
        for name in names:
            value = getattr(self, name)
            if value == getattr(plain, name):
                continue
            values = value if isinstance(value, tuple) else (value,)
            found += [(on_the_wire.get(name, name), each) for each in values]
        return found


def text_in(text: str) -> str:
    """A text as typed; PostgreSQL stores no NUL and so cannot be asked for one."""
    return text.replace("\x00", "").strip()[:255]


def words_in(values: list[str], known: list[str]) -> tuple[str, ...]:
    """The known words among `a,b` and repeated parameters, in their usual order."""
    asked = {word.strip() for value in values for word in value.split(",")}
    return tuple(word for word in known if word in asked)


def number_in(text: str, *, at_most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return 1
    return min(max(int(text), 1), at_most)


def size_in(text: str) -> int:
    return int(text) if text in {str(size) for size in SIZES} else DEFAULT_SIZE


def view_in(request: HttpRequest, *, default: str) -> str:
    """Tiles or table; the last choice is remembered."""
    asked = request.GET.get("view")
    if asked in {"tiles", "table"}:
        request.session["view"] = asked
    return request.session.get("view", default)
