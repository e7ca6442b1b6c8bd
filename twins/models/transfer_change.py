"""The journal of a transfer: every row it changed, exact enough to put everything back.

Apart from the audit, which tells people what happened: this is what an undo reads.
"""

from django.db import models

from itwins_site.sealed import SealedJSONField


class ChangeKind(models.TextChoices):
    CHANGED = "Changed"
    ADDED = "Added"
    REMOVED = "Removed"


class TransferChange(models.Model):
    transfer = models.ForeignKey("twins.Transfer", models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=ChangeKind)
    table = models.CharField(max_length=64)  # a model's label, as "accounts.role"
    row_id = models.CharField(max_length=64)
    # Column to value; of a row that was added or removed, all of them.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    # The same of columns that are sealed in their own table.
    sealed = SealedJSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "transfer", "position", name="transfer_change_has_its_own_position"
            ),
        ]
        # Which later transfers wrote the same row: they have to be undone first.
        indexes = [models.Index("table", "row_id", name="transfer_change_of_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.table} {self.row_id}"
