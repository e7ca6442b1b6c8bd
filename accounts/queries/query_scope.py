"""Whose iTwins a list speaks of: what "visible to" means, said once."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.errors import InsufficientPermissions
from accounts.models import AccountOwnership, User, VisibleITwin
from twins.choices import QueryScope, SubClass
from twins.models import ITwin
from twins.models.itwin import ITwinQuerySet


def visible_to(user: User) -> ITwinQuerySet:
    """Every iTwin that `user` may see, in no order.

    Owners and members see an iTwin; Organization Administrators see all of their organization;
    everybody of an organization sees its Accounts themselves.
    """
    seen = Q(_has_visible_row(user))
    if user.is_organization_administrator:
        seen |= Q(account__in=_accounts_of_organization(user))
    elif user.organization_id is not None:
        seen |= _is_account_of_organization(user)
    return ITwin.objects.live().filter(seen)


def listed_for(
    user: User, scope: QueryScope, sub_classes: Collection[str] = ()
) -> QuerySet[ITwin] | QuerySet[VisibleITwin]:
    """What a list of that scope is about, in no order: rows of ITwin or of VisibleITwin.

    Accounts that are visible merely because `user` belongs to the organization are listed only
    when `sub_classes` asks for Accounts.
    """
    administrator = user.is_organization_administrator
    if scope == QueryScope.ORGANIZATION_ADMIN and not administrator:
        raise InsufficientPermissions
    with_accounts = SubClass.ACCOUNT in sub_classes
    if scope == QueryScope.MEMBER_OF_ITWIN or not administrator:
        return _seen_as_member(user, with_accounts=with_accounts)
    listed = Q(account__in=_accounts_of_organization(user))
    if scope == QueryScope.ALL:
        listed |= Q(_has_visible_row(user))
    rows = ITwin.objects.live().filter(listed)
    if with_accounts:
        return rows
    return rows.filter(~Q(sub_class=SubClass.ACCOUNT) | Q(_has_visible_row(user)))


def _seen_as_member(user: User, *, with_accounts: bool) -> QuerySet[ITwin] | QuerySet[VisibleITwin]:
    if with_accounts and user.organization_id is not None:
        return ITwin.objects.live().filter(
            Q(_has_visible_row(user)) | _is_account_of_organization(user)
        )
    return VisibleITwin.objects.filter(user=user)


def _has_visible_row(user: User) -> Exists:
    return Exists(VisibleITwin.objects.filter(user=user, itwin=OuterRef("pk")))


def _accounts_of_organization(user: User) -> QuerySet:
    return AccountOwnership.objects.filter(organization=user.organization_id).values("account")


def _is_account_of_organization(user: User) -> Q:
    return Q(sub_class=SubClass.ACCOUNT, pk__in=_accounts_of_organization(user))
