"""Where an iTwin hangs: one narrow MPTT tree for each top-level iTwin (Accounts have no node).

A nested set rewrites its neighbours. Those must not be the wide, indexed rows of iTwins, and
their number must not grow with the Account. Only twins/operations/hierarchy.py writes here.
"""

from django.db import connections, models
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey

TREE_ID_SEQUENCE = "twins_hierarchynode_tree_id_seq"


class SequencedTreeManager(TreeManager):
    """Takes tree ids from a sequence: mptt's own max()+1 gives two writers the same one."""

    def _get_next_tree_id(self) -> int:
        connection = connections[self.db]
        if connection.vendor != "postgresql":  # SQLite lets one writer in at a time
            return super()._get_next_tree_id()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT nextval('{TREE_ID_SEQUENCE}')")
            return cursor.fetchone()[0]


class HierarchyNode(MPTTModel):
    itwin = models.OneToOneField(
        "twins.ITwin", models.CASCADE, primary_key=True, related_name="node"
    )
    # Null at top level; there ITwin.parent names the Account.
    parent = TreeForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    account = models.ForeignKey("twins.ITwin", models.PROTECT, related_name="+")

    objects = SequencedTreeManager()

    class Meta:
        # Named, or Django never hears of the index that mptt adds to the model.
        indexes: list[models.Index] = []

    def __str__(self) -> str:
        return f"{self.itwin_id} in tree {self.tree_id}"
