"""The iTwin: what is read, filtered and audited. Accounts are rows of it too."""

import uuid
from datetime import UTC, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from twins.choices import CLASS_OF_SUBCLASS, DataCenterLocation, ITwinClass, Status, SubClass
from twins.folding import fold, fold_key

NUMBER_IS_UNIQUE = "itwin_number_is_unique"
DISPLAY_NAME_IS_UNIQUE = "itwin_display_name_is_unique"
_LIVE = Q(deleted_at__isnull=True)


def now_in_milliseconds() -> datetime:
    """The present as the wire can show it, so that a filter on a value that was read matches."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


class ITwinQuerySet(models.QuerySet["ITwin"]):
    def live(self) -> Self:
        """Without the deleted, which are kept only so that they can be restored."""
        return self.filter(deleted_at__isnull=True)

    def accounts(self) -> Self:
        return self.filter(sub_class=SubClass.ACCOUNT)

    def except_accounts(self) -> Self:
        return self.exclude(sub_class=SubClass.ACCOUNT)

    def in_account(self, account: "ITwin") -> Self:
        """What hangs below an Account, at any depth."""
        return self.filter(account=account).except_accounts()

    def children_of(self, parent: "ITwin") -> Self:
        return self.filter(parent=parent)

    def matching(self, text: str) -> Self:
        """Those with a text anywhere in their number or name."""
        folded = fold(text)
        return self.filter(
            Q(number_folded__contains=folded) | Q(display_name_folded__contains=folded)
        )


class ITwin(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    itwin_class = models.CharField("class", max_length=8, choices=ITwinClass)
    sub_class = models.CharField("subclass", max_length=11, choices=SubClass)
    type = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001 -- null on the wire
    number = models.CharField(max_length=255)
    display_name = models.CharField("name", max_length=255)
    geographic_location = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    iana_time_zone = models.CharField("time zone", max_length=64, null=True, blank=True)  # noqa: DJ001
    data_center_location = models.CharField(
        "data center", max_length=32, choices=DataCenterLocation, default=DataCenterLocation.EAST_US
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)

    # As the wire shows them: a top-level iTwin's parent is its Account. The tree itself is in
    # HierarchyNode, whose one writer keeps both in step.
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    # The tree's root, kept on every row: filtering by owner must not walk the tree.
    account = models.ForeignKey("self", models.PROTECT, related_name="itwins_of_account")

    created_at = models.DateTimeField(default=now_in_milliseconds, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    last_modified_at = models.DateTimeField(default=now_in_milliseconds, editable=False)
    last_modified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    # What comparisons are made on; set with their originals by `fold_texts`.
    type_folded = models.CharField(max_length=400, null=True, editable=False)  # noqa: DJ001
    number_folded = models.CharField(max_length=1020, editable=False)
    display_name_folded = models.CharField(max_length=1020, editable=False)
    geographic_location_folded = models.CharField(max_length=1020, null=True, editable=False)  # noqa: DJ001
    # Filled only while UNIQUE_DISPLAY_NAMES is on: the constraint below ignores nulls.
    unique_display_name = models.CharField(max_length=1020, null=True, editable=False)  # noqa: DJ001

    objects = ITwinQuerySet.as_manager()

    class Meta:
        verbose_name = "iTwin"
        constraints = [
            models.CheckConstraint(
                name="itwin_class_fits_sub_class",
                condition=Q.create(
                    [
                        Q(itwin_class=itwin_class, sub_class=sub_class)
                        for sub_class, itwin_class in CLASS_OF_SUBCLASS.items()
                    ],
                    connector=Q.OR,
                ),
            ),
            models.CheckConstraint(
                name="itwin_status_is_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="itwin_account_is_its_own_root",
                condition=Q(sub_class=SubClass.ACCOUNT, parent__isnull=True, account=F("id"))
                | (~Q(sub_class=SubClass.ACCOUNT) & Q(parent__isnull=False) & ~Q(account=F("id"))),
            ),
            models.CheckConstraint(
                name="itwin_is_not_its_own_parent", condition=~Q(parent=F("id"))
            ),
            models.UniqueConstraint(
                "account", "sub_class", "number_folded", name=NUMBER_IS_UNIQUE, condition=_LIVE
            ),
            models.UniqueConstraint(
                "account",
                "sub_class",
                "unique_display_name",
                name=DISPLAY_NAME_IS_UNIQUE,
                condition=_LIVE,
            ),
        ]
        indexes = [
            models.Index("account", F("created_at").desc(), "id", name="itwin_newest_of_account"),
            models.Index("account", "display_name_folded", "id", name="itwin_names_of_account"),
            models.Index("number_folded", name="itwin_number"),
            models.Index("deleted_at", name="itwin_deleted", condition=~_LIVE),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_account(self) -> bool:
        return self.sub_class == SubClass.ACCOUNT

    def fold_texts(self) -> None:
        """Brings the folded columns in step; called by the operations before they save."""
        self.type_folded = None if self.type is None else fold_key(self.type)
        self.number_folded = fold_key(self.number)
        self.display_name_folded = fold_key(self.display_name)
        self.geographic_location_folded = (
            None if self.geographic_location is None else fold_key(self.geographic_location)
        )
        self.unique_display_name = (
            self.display_name_folded if settings.UNIQUE_DISPLAY_NAMES else None
        )
