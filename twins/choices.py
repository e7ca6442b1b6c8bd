"""The closed vocabularies of the iTwins API, spelled as on the wire."""

from django.db.models import TextChoices


class ITwinClass(TextChoices):
    THING = "Thing"
    ENDEAVOR = "Endeavor"
    ACCOUNT = "Account"


class SubClass(TextChoices):
    ASSET = "Asset"
    PORTFOLIO = "Portfolio"
    PROJECT = "Project"
    PROGRAM = "Program"
    WORK_PACKAGE = "WorkPackage", "WorkPackage"
    ACCOUNT = "Account"


CLASS_OF_SUBCLASS = {
    SubClass.ASSET: ITwinClass.THING,
    SubClass.PORTFOLIO: ITwinClass.THING,
    SubClass.PROJECT: ITwinClass.ENDEAVOR,
    SubClass.PROGRAM: ITwinClass.ENDEAVOR,
    SubClass.WORK_PACKAGE: ITwinClass.ENDEAVOR,
    SubClass.ACCOUNT: ITwinClass.ACCOUNT,
}


class Status(TextChoices):
    ACTIVE = "Active"
    INACTIVE = "Inactive"
    TRIAL = "Trial"


class DataCenterLocation(TextChoices):
    EAST_US = "East US", "East US"
    NORTH_EUROPE = "North Europe"
    WEST_EUROPE = "West Europe"
    SOUTHEAST_ASIA = "Southeast Asia"
    AUSTRALIA_EAST = "Australia East"
    UK_SOUTH = "UK South", "UK South"
    CANADA_CENTRAL = "Canada Central"
    CENTRAL_INDIA = "Central India"
    JAPAN_EAST = "Japan East"


class QueryScope(TextChoices):
    """Whose iTwins a list speaks of."""

    MEMBER_OF_ITWIN = "MemberOfiTwin", "iTwins I am a member of"
    ORGANIZATION_ADMIN = "OrganizationAdmin", "All iTwins of my organization"
    ALL = "all", "Everything I may see"


class Channel(TextChoices):
    """Through what a change came."""

    API = "API", "API"
    PAGE = "Page"
    ADMIN = "Admin"
    COMMAND = "Command"


class AuditOperation(TextChoices):
    CREATED = "Created"
    CHANGED = "Changed"
    DELETED = "Deleted"
    RESTORED = "Restored"
