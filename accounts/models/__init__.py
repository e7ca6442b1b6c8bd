"""Floor 1: organizations, people, and what ties them to iTwins."""

from accounts.models.account import Account, AccountOwnership
from accounts.models.api_token import ApiToken
from accounts.models.application import Application, ApplicationKind, Consent
from accounts.models.directory_group import DirectoryGroup, DirectoryGroupUser
from accounts.models.group import Group, GroupDirectoryGroup, GroupUser
from accounts.models.group_member import GroupMember, GroupMemberRole
from accounts.models.invitation import Invitation, InvitationRole
from accounts.models.itwin_job import ITwinJob
from accounts.models.organization import Organization
from accounts.models.owner_member import OwnerMember
from accounts.models.role import Permission, Role
from accounts.models.share import Share
from accounts.models.user import User
from accounts.models.user_member import UserMember, UserMemberRole
from accounts.models.visible_itwin import VisibleITwin
from accounts.models.webhook import Event, Webhook, WebhookDelivery

__all__ = [
    "Account",
    "AccountOwnership",
    "ApiToken",
    "Application",
    "ApplicationKind",
    "Consent",
    "DirectoryGroup",
    "DirectoryGroupUser",
    "Event",
    "Group",
    "GroupDirectoryGroup",
    "GroupMember",
    "GroupMemberRole",
    "GroupUser",
    "ITwinJob",
    "Invitation",
    "InvitationRole",
    "Organization",
    "OwnerMember",
    "Permission",
    "Role",
    "Share",
    "User",
    "UserMember",
    "UserMemberRole",
    "VisibleITwin",
    "Webhook",
    "WebhookDelivery",
]
