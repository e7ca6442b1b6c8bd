"""Floor 1: organizations, people, and what ties them to iTwins."""

from accounts.models.account import Account, AccountOwnership
from accounts.models.organization import Organization
from accounts.models.owner_member import OwnerMember
from accounts.models.role import Permission, Role
from accounts.models.user import User
from accounts.models.user_member import UserMember, UserMemberRole
from accounts.models.visible_itwin import VisibleITwin

__all__ = [
    "Account",
    "AccountOwnership",
    "Organization",
    "OwnerMember",
    "Permission",
    "Role",
    "User",
    "UserMember",
    "UserMemberRole",
    "VisibleITwin",
]
