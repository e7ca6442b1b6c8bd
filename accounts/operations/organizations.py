"""Adding organizations, and opening Accounts: theirs, and a personal one for whoever has none."""

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.errors import CannotCreateOrganization
from accounts.models import AccountOwnership, Organization, User
from accounts.models.user import OrganizationRole
from accounts.operations.owner_members import add_owner
from accounts.operations.people import create_person
from accounts.operations.roles import add_team_member_role
from accounts.queries.account_lookup import primary_account_of
from twins.choices import ITwinClass, SubClass
from twins.models import ITwin

_LONGEST_NAME = 255


@transaction.atomic
def set_up_organization(*, name: str, admin_email: str) -> User:
    """Adds an organization with its primary Account and its administrator, who is returned."""
    organization = create_organization(name=name)
    administrator = create_person(
        email=admin_email,
        organization=organization,
        organization_role=OrganizationRole.ACCOUNT_ADMINISTRATOR,
    )
    open_account(organization=organization, name=organization.name, by=administrator)
    return administrator


@transaction.atomic
def create_organization(*, name: str, organization_id: UUID | None = None) -> Organization:
    """Adds an organization, without people or Accounts so far."""
    name = name.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise CannotCreateOrganization(
            f"The name of an organization has from 1 to {_LONGEST_NAME} characters."
        )
    if Organization.objects.filter(name__iexact=name).exists():
        raise CannotCreateOrganization(f"There is an organization named {name} already.")
    organization = Organization(name=name)
    if organization_id is not None:
        organization.id = organization_id
    organization.save(force_insert=True)
    return organization


@transaction.atomic
def open_account(
    *,
    organization: Organization,
    name: str,
    by: User,
    is_primary: bool = True,
    account_id: UUID | None = None,
) -> ITwin:
    """Creates an Account of an organization: the root of a new hierarchy, with its Default role."""
    account = _account_itwin(name=name, by=by, account_id=account_id)
    AccountOwnership.objects.create(
        account=account, organization=organization, is_primary=is_primary
    )
    add_team_member_role(account=account)
    return account


def open_primary_account(user: User) -> ITwin | None:
    """The Account where `user` creates by default; a personal one is opened on first need.

    None for those who never get one: support staff and services outside every organization.
    """
    account = primary_account_of(user)
    if account is not None or user.organization_id is not None:
        return account
    if user.is_staff or user.is_service:
        return None
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
