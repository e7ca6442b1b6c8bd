"""$top and $skip of the lists of members and invitations, and their links."""

from typing import Any

from django.db.models import QuerySet

from accounts.authentication.bearer import BearerRequest
from accounts.errors import invalid_value
from itwins_site.wire.errors import ApiError, ErrorDetail
from itwins_site.wire.paging import PageLinks, parse_skip, parse_top

Links = dict[str, dict[str, str]]


def page_of(
    request: BearerRequest, rows: QuerySet[Any], refusal: type[ApiError]
) -> tuple[list[Any], Links]:
    """One page of an ordered list, and its links; raises `refusal` for a $top or $skip in error."""
    top = parse_top(request.query_params.get("$top"))
    skip = parse_skip(request.query_params.get("$skip"))
    wrong = [
        invalid_value(name)
        for name, value in (("$top", top), ("$skip", skip))
        if isinstance(value, ErrorDetail)
    ]
    if wrong or isinstance(top, ErrorDetail) or isinstance(skip, ErrorDetail):
        raise refusal(*wrong)
    found = list(rows[skip : skip + top + 1])
    links = PageLinks(request.path_info, (), skip, top, has_more=len(found) > top)
    return found[:top], links.as_wire()
