"""A table of bridges with a column of each kind, and how its properties are called on the wire."""

from django.db import models

from itwins_site.wire.odata.columns import Column, Kind

STATUSES = ("Active", "Inactive", "Trial")


class Bridge(models.Model):
    number_folded = models.CharField(max_length=255)
    nickname_folded = models.CharField(max_length=255, null=True)  # noqa: DJ001
    status = models.CharField(max_length=10)
    time_zone = models.CharField(max_length=50, null=True)  # noqa: DJ001
    owner_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField(null=True)
    length = models.FloatField(null=True)

    class Meta:
        app_label = "odata_bridges"

    def __str__(self):
        return self.number_folded


COLUMNS = {
    "number": Column("number_folded", Kind.TEXT, fold=str.casefold),
    "nickname": Column("nickname_folded", Kind.TEXT, fold=str.casefold, nullable=True),
    "status": Column("status", Kind.WORD, words=STATUSES),
    "timezone": Column("time_zone", Kind.WORD, nullable=True),
    "ownerid": Column("owner_id", Kind.GUID, nullable=True),
    "openeddatetime": Column("opened_at", Kind.DATETIME, nullable=True),
    "length": Column("length", Kind.NUMBER, nullable=True),
}
