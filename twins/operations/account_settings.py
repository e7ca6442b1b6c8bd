"""Deciding who may create iTwins in an Account."""

from django.db import transaction

from accounts.models import User
from accounts.operations import audit
from twins.choices import AuditOperation, Channel, CreationAuthPolicy
from twins.errors import AccountSettingsExists
from twins.models import AccountSettings, ITwin
from twins.models.itwin import now_in_milliseconds


@transaction.atomic
def create_account_settings(
    *, account: ITwin, policy: CreationAuthPolicy, by: User, through: Channel
) -> AccountSettings:
    """Decides for the first time; raises AccountSettingsExists afterwards."""
    created, is_new = AccountSettings.objects.get_or_create(
        account=account,
        defaults={
            "creation_auth_policy": policy,
            "last_modified_at": now_in_milliseconds(),
            "last_modified_by": by,
        },
    )
    if not is_new:
        raise AccountSettingsExists
    _record(account, CreationAuthPolicy.RBAC_PERMISSION, policy, by, through)
    return created


@transaction.atomic
def change_account_settings(
    *, account: ITwin, policy: CreationAuthPolicy, by: User, through: Channel
) -> AccountSettings:
    """Decides anew, or for the first time; what is equal stays untouched."""
    changed, is_new = AccountSettings.objects.select_for_update().get_or_create(
        account=account,
        defaults={"last_modified_at": now_in_milliseconds(), "last_modified_by": by},
    )
    before = changed.creation_auth_policy
    if before != policy or is_new:
        changed.creation_auth_policy = policy
        changed.last_modified_at, changed.last_modified_by = now_in_milliseconds(), by
        changed.save()
        _record(account, before, policy, by, through)
    return changed


def _record(account: ITwin, before: str, policy: str, by: User, through: Channel) -> None:
    audit.record(
        AuditOperation.CHANGED,
        account,
        by=by,
        through=through,
        changes={"creationAuthPolicy": [str(before), str(policy)]},
    )
