"""Stand-in: what an export holds."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from twins.choices import QueryScope, SubClass
from twins.models import Export, ExportRight, ITwin
from twins.queries.export_request import ExportRequest


def exported_itwins(export: Export) -> QuerySet[ITwin]:
    has_right = Q(Exists(ExportRight.objects.filter(export=export, itwin=OuterRef("pk"))))
    sub_classes = ExportRequest.of(export).sub_classes
    if export.query_scope == QueryScope.MEMBER_OF_ITWIN:
        reached = has_right
    else:
        with_accounts = Q() if SubClass.ACCOUNT in sub_classes else ~Q(sub_class="Account")
        reached = Q(account__in=export.account_ids) & (with_accounts | has_right)
    itwins = ITwin.objects.live().filter(reached)
    if sub_classes:
        itwins = itwins.filter(sub_class__in=sub_classes)
    if not export.include_inactive:
        itwins = itwins.exclude(status="Inactive")
    return itwins.order_by("-created_at", "id")
