"""Which Account is whose."""

from accounts.models import User
from twins.models import ITwin


def primary_account_of(user: User) -> ITwin | None:
    """The primary Account of the person's organization, or their personal one."""
    if user.organization_id is not None:
        return ITwin.objects.filter(
            ownership__organization=user.organization_id, ownership__is_primary=True
        ).first()
    return ITwin.objects.filter(ownership__user=user).first()
