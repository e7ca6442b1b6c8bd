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
    JOB = "Job"


class AuditOperation(TextChoices):
    CREATED = "Created"
    CHANGED = "Changed"
    DELETED = "Deleted"
    RESTORED = "Restored"
    TRANSFERRED = "Transferred"
    # Of access control: who holds what, what it is defined as, and what is offered.
    MEMBERS_CHANGED = "MembersChanged", "Members changed"
    ROLES_CHANGED = "RolesChanged", "Roles changed"
    GROUPS_CHANGED = "GroupsChanged", "Groups changed"
    INVITATIONS_CHANGED = "InvitesChanged", "Invitations changed"


class RepositoryClass(TextChoices):
    """What a repository holds; people add the manual ones, the others come by themselves."""

    IMODELS = "iModels", "iModels"
    REALITY_DATA = "RealityData", "RealityData"
    STORAGE = "Storage"
    FORMS = "Forms"
    GEOSPATIAL_FEATURES = "GeospatialFeatures", "GeospatialFeatures"
    CESIUM_CURATED_CONTENT = "CesiumCuratedContent", "CesiumCuratedContent"
    PDF_PLANSETS = "PdfPlansets", "PdfPlansets"
    INDEXED_MEDIA = "IndexedMedia", "IndexedMedia"
    GEOGRAPHIC_INFORMATION_SYSTEM = "GeographicInformationSystem", "GeographicInformationSystem"
    CONSTRUCTION = "Construction"
    SUBSURFACE = "Subsurface"
    # Of older versions of the API: accepted in queries, no longer made.
    ISSUES = "Issues"
    SENSOR_DATA = "SensorData", "SensorData"
    PROJECT_WISE = "ProjectWise", "ProjectWise"


class RepositorySubClass(TextChoices):
    WEB_MAP_SERVICE = "WebMapService", "WebMapService"
    WEB_MAP_TILE_SERVICE = "WebMapTileService", "WebMapTileService"
    WEB_FEATURE_SERVICE = "WebFeatureService", "WebFeatureService"
    ARC_GIS = "ArcGIS", "ArcGIS"
    URL_TEMPLATE = "UrlTemplate", "UrlTemplate"
    OGC_API_FEATURES = "OgcApiFeatures", "OgcApiFeatures"
    MAP_SERVER = "MapServer", "MapServer"  # of older versions of the API, still accepted
    PERFORMANCE = "Performance"
    EVO_WORKSPACE = "EvoWorkspace", "EvoWorkspace"


# The manual classes, and what each may be.
SUB_CLASSES_OF_CLASS = {
    RepositoryClass.GEOGRAPHIC_INFORMATION_SYSTEM: (
        RepositorySubClass.WEB_MAP_SERVICE,
        RepositorySubClass.WEB_MAP_TILE_SERVICE,
        RepositorySubClass.WEB_FEATURE_SERVICE,
        RepositorySubClass.ARC_GIS,
        RepositorySubClass.URL_TEMPLATE,
        RepositorySubClass.OGC_API_FEATURES,
        RepositorySubClass.MAP_SERVER,
    ),
    RepositoryClass.CONSTRUCTION: (RepositorySubClass.PERFORMANCE,),
    RepositoryClass.SUBSURFACE: (RepositorySubClass.EVO_WORKSPACE,),
}
CLASSES_WITH_RESOURCES = frozenset(
    {
        RepositoryClass.IMODELS,
        RepositoryClass.REALITY_DATA,
        RepositoryClass.GEOSPATIAL_FEATURES,
        RepositoryClass.CESIUM_CURATED_CONTENT,
        RepositoryClass.PDF_PLANSETS,
        RepositoryClass.GEOGRAPHIC_INFORMATION_SYSTEM,
    }
)


class AuthenticationType(TextChoices):
    """How a client shows a repository's service, or a graphic's, that it may read."""

    HEADER = "Header"
    QUERY_PARAMETER = "QueryParameter", "Query parameter"
    BASIC = "Basic"


class ExportFormat(TextChoices):
    JSON_GZIP = "JsonGZip", "JSON, gzip"
    JSON_ZIP = "JsonZipArchive", "JSON, zip"
    CSV_GZIP = "CsvGZip", "CSV, gzip"
    CSV = "Csv", "CSV"


class ExportStatus(TextChoices):
    QUEUED = "Queued"
    IN_PROGRESS = "InProgress", "In progress"
    COMPLETED = "Completed"
    FAILED = "Failed"


class CreationAuthPolicy(TextChoices):
    """Who may create iTwins directly below an Account."""

    RBAC_PERMISSION = "RbacPermission", "Whoever holds itwins_create"
    ANYONE_IN_ORG = "AnyoneInOrg", "Anyone in the organization"
