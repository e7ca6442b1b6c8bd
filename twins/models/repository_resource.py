"""A resource of a repository, such as one layer of a map service."""

from django.db import models


class RepositoryResource(models.Model):
    """A resource that somebody added; its id is of their choice."""

    repository = models.ForeignKey("twins.Repository", models.CASCADE, related_name="resources")
    resource_id = models.CharField(max_length=255)
    display_name = models.CharField("name", max_length=255)
    display_name_folded = models.CharField(max_length=1020, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "repository", "resource_id", name="repository_resource_is_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name
