"""The closed vocabularies of the Access Control API, spelled as on the wire."""

from django.db.models import TextChoices


class RoleType(TextChoices):
    """A Custom role is edited by people; a Default one comes with the iTwin and stays as it is."""

    CUSTOM = "Custom"
    DEFAULT = "Default"


class InvitationStatus(TextChoices):
    PENDING = "Pending"
    ACCEPTED = "Accepted"
    # Never on the wire: the API stops listing what is over.
    EXPIRED = "Expired"
    CANCELLED = "Cancelled"


class JobAction(TextChoices):
    """What a job can do, in the order in which it does it."""

    ASSIGN_ROLES = "assignRoles"
    UNASSIGN_ROLES = "unassignRoles"
    REMOVE_MEMBERS = "removeMembers"


class JobStatus(TextChoices):
    ACTIVE = "Active"
    COMPLETED = "Completed"
    PARTIAL_COMPLETED = "PartialCompleted", "Partially completed"
    FAILED = "Failed"


class WebhookScope(TextChoices):
    """What a webhook speaks of: an Account and everything in it, or one iTwin."""

    ACCOUNT = "Account"
    ITWIN = "iTwin", "iTwin"


class EventType(TextChoices):
    """What webhooks can be told of."""

    ITWIN_CREATED = "iTwins.iTwinCreated.v1", "iTwin created"
    ITWIN_DELETED = "iTwins.iTwinDeleted.v1", "iTwin deleted"
    MEMBER_ADDED = "accessControl.memberAdded.v1", "Member added"
    MEMBER_REMOVED = "accessControl.memberRemoved.v1", "Member removed"
    ROLE_ASSIGNED = "accessControl.roleAssigned.v1", "Role assigned"
    ROLE_UNASSIGNED = "accessControl.roleUnassigned.v1", "Role unassigned"
    INVITATION_CREATED = "accessControl.invitationCreated.v1", "Invitation created"


class MemberType(TextChoices):
    """What holds roles: a person, owners too, or a group."""

    USER = "User"
    GROUP = "Group"


class DeliveryStatus(TextChoices):
    PENDING = "Pending"
    DELIVERED = "Delivered"
    DEAD = "Dead", "Given up"
