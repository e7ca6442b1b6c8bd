"""Opening Accounts: those of organizations, and a personal one for whoever has none."""

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import AccountOwnership, Organization, User
from accounts.operations.owner_members import add_owner
from accounts.queries.account_lookup import primary_account_of
from twins.choices import ITwinClass, SubClass
from twins.models import ITwin


@transaction.atomic
def open_account(
    *,
    organization: Organization,
    name: str,
    by: User,
    is_primary: bool = True,
    account_id: UUID | None = None,
) -> ITwin:
    """Creates an Account of an organization: the root of a new hierarchy."""
    account = _account_itwin(name=name, by=by, account_id=account_id)
    AccountOwnership.objects.create(
        account=account, organization=organization, is_primary=is_primary
    )
    return account


def open_primary_account(user: User) -> ITwin | None:
    """The Account where `user` creates by default; a personal one is opened on first need.

    None for those who never get one: support staff outside every organization.
    """
    account = primary_account_of(user)
    if account is not None or user.organization_id is not None or user.is_staff:
        return account
    try:
        return _open_personal_account(user)
    except IntegrityError:  # a second request of the same person was faster
        return primary_account_of(user)


@transaction.atomic
def _open_personal_account(user: User) -> ITwin:
    account = _account_itwin(name=user.display_name, by=user)
    AccountOwnership.objects.create(account=account, user=user, is_primary=True)
    add_owner(itwin=account, user=user)
    return account


def _account_itwin(*, name: str, by: User, account_id: UUID | None = None) -> ITwin:
    account = ITwin(
        itwin_class=ITwinClass.ACCOUNT,
        sub_class=SubClass.ACCOUNT,
        number=name,
        display_name=name,
        created_by=by,
        last_modified_by=by,
    )
    if account_id is not None:
        account.id = account_id
    account.account = account
    account.last_modified_at = account.created_at
    account.fold_texts()
    account.save(force_insert=True)
    return account
