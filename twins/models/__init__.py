"""Floor 1: tables, constraints, chainable questions."""

from twins.models.audit_entry import AuditEntry
from twins.models.favorite import Favorite
from twins.models.hierarchy_node import HierarchyNode
from twins.models.itwin import ITwin
from twins.models.recent import Recent

__all__ = ["AuditEntry", "Favorite", "HierarchyNode", "ITwin", "Recent"]
