"""Global repositories: curated content that belongs to no iTwin; kept by support staff."""

from django.db import models

from itwins_site.ordered_json import OrderedJSONField
from itwins_site.sealed import SealedJSONField
from twins.folding import fold_key


class GlobalRepository(models.Model):
    id = models.SlugField(primary_key=True, max_length=64)
    repository_class = models.CharField("class", max_length=32)
    display_name = models.CharField("name", max_length=255)
    uri = models.CharField(
        "URI", max_length=2048, help_text="{publicUrl} stands for the address of this server."
    )

    class Meta:
        verbose_name_plural = "global repositories"

    def __str__(self) -> str:
        return self.display_name


class GlobalResource(models.Model):
    repository = models.ForeignKey(GlobalRepository, models.CASCADE, related_name="resources")
    resource_id = models.CharField(max_length=255)
    display_name = models.CharField("name", max_length=255)
    display_name_folded = models.CharField(max_length=1020, editable=False)
    type = models.CharField(max_length=32, blank=True)
    properties = OrderedJSONField(default=dict, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("repository", "resource_id", name="global_resource_is_unique"),
        ]

    def __str__(self) -> str:
        return self.display_name

    def fold_name(self) -> None:
        """Brings the folded column in step; called before the row is saved."""
        self.display_name_folded = fold_key(self.display_name)


class GlobalGraphic(models.Model):
    """One way to draw a global resource."""

    resource = models.ForeignKey(GlobalResource, models.CASCADE, related_name="graphics")
    type = models.CharField(max_length=32)
    uri = models.CharField("URI", max_length=2048)
    authentication = SealedJSONField(null=True, blank=True)
    provider = OrderedJSONField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.type} {self.uri}"
