"""What an export holds, from its row alone: never from what the person may see by now."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from twins.choices import QueryScope, SubClass
from twins.models import Export, ExportRight, ITwin
from twins.queries.export_request import ExportRequest
from twins.queries.itwins_query import ITwinsQuery


def exported_itwins(export: Export) -> QuerySet[ITwin]:
    """The live iTwins of an export, in the order of a list."""
    request = ExportRequest.of(export)
    simple = QueryDict(mutable=True)
    if request.sub_class:
        simple["subClass"] = request.sub_class
    query = ITwinsQuery(
        simple=simple, include_inactive=request.include_inactive, expression=request.expression
    )
    return query.asked(of=ITwin.objects.live().filter(_is_within_reach(export, request)))


def _is_within_reach(export: Export, request: ExportRequest) -> Q:
    has_right = Q(Exists(ExportRight.objects.filter(export=export, itwin=OuterRef("pk"))))
    if request.query_scope == QueryScope.MEMBER_OF_ITWIN:
        return has_right
    reached = Q(account__in=export.account_ids)
    if SubClass.ACCOUNT in request.sub_classes:
        return reached
    # As in lists: an Account that is seen through the organization only has to be asked for.
    return reached & (~Q(sub_class=SubClass.ACCOUNT) | has_right)
