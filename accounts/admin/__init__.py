"""Floor 4: what support staff see."""

from accounts.admin.accounts import AccountAdmin
from accounts.admin.organizations import OrganizationAdmin
from accounts.admin.users import UserAdmin

__all__ = ["AccountAdmin", "OrganizationAdmin", "UserAdmin"]
