"""Exports as rows, with what their makers might see."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from twins.choices import ExportFormat, ExportStatus, QueryScope
from twins.models import Export, ExportRight, ITwin


def make_export(
    by: User,
    *,
    of: Iterable[ITwin] = (),
    accounts: Iterable[ITwin] = (),
    output_format: ExportFormat = ExportFormat.CSV,
    **request: Any,
) -> Export:
    """An export of these iTwins as a member, or of these Accounts as an administrator.

    Said to be over, because a person has only one that is not.
    """
    request.setdefault("status", ExportStatus.COMPLETED)
    accounts = list(accounts)
    scope = QueryScope.ORGANIZATION_ADMIN if accounts else QueryScope.MEMBER_OF_ITWIN
    export = Export.objects.create(
        created_by=by,
        client_id="tests",
        created_at=datetime(2024, 10, 11, tzinfo=UTC),
        query_scope=scope,
        output_format=output_format,
        account_ids=[str(account.pk) for account in accounts],
        **request,
    )
    ExportRight.objects.bulk_create(ExportRight(export=export, itwin=itwin) for itwin in of)
    return export
