"""Floor 1: tables, constraints, chainable questions."""

from twins.models.account_settings import AccountSettings
from twins.models.audit_entry import AuditEntry
from twins.models.export import Export, ExportRight
from twins.models.favorite import Favorite
from twins.models.global_repository import GlobalGraphic, GlobalRepository, GlobalResource
from twins.models.hierarchy_node import HierarchyNode
from twins.models.image import Image
from twins.models.itwin import ITwin
from twins.models.recent import Recent
from twins.models.repository import GeneratedRepository, Repository
from twins.models.repository_resource import RepositoryResource
from twins.models.transfer import Transfer, TransferKind, TransferState
from twins.models.transfer_change import ChangeKind, TransferChange

__all__ = [
    "AccountSettings",
    "AuditEntry",
    "ChangeKind",
    "Export",
    "ExportRight",
    "Favorite",
    "GeneratedRepository",
    "GlobalGraphic",
    "GlobalRepository",
    "GlobalResource",
    "HierarchyNode",
    "ITwin",
    "Image",
    "Recent",
    "Repository",
    "RepositoryResource",
    "Transfer",
    "TransferChange",
    "TransferKind",
    "TransferState",
]
