"""Repositories: where data about an iTwin lives. Some are added by people, some come by themselves."""

import hashlib
import uuid

from django.db import models
from django.db.models import Q

from itwins_site.sealed import SealedJSONField
from twins.choices import SUB_CLASSES_OF_CLASS, RepositoryClass, RepositorySubClass

REPOSITORY_IS_UNIQUE = "repository_is_unique"


class Repository(models.Model):
    """A repository that somebody added to an iTwin."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    itwin = models.ForeignKey("twins.ITwin", models.CASCADE, related_name="repositories")
    repository_class = models.CharField(
        "class", max_length=32, choices=[(word.value, word.label) for word in SUB_CLASSES_OF_CLASS]
    )
    sub_class = models.CharField("subclass", max_length=32, choices=RepositorySubClass)
    display_name = models.CharField("name", max_length=255)
    uri = models.CharField("URI", max_length=2048)
    # Of the URI, set with it by `digest_uri`: an index over 2,048 characters would refuse some.
    uri_digest = models.CharField(max_length=64, editable=False)
    authentication = SealedJSONField(null=True, blank=True)
    # Sealed as well: its query parameters may be secrets, and it is returned exactly as given.
    options = SealedJSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "repositories"
        constraints = [
            models.UniqueConstraint(
                "itwin",
                "repository_class",
                "sub_class",
                "uri_digest",
                name=REPOSITORY_IS_UNIQUE,
            ),
        ]
        indexes = [models.Index("itwin", "created_at", "id", name="repository_of_itwin")]

    def __str__(self) -> str:
        return self.display_name

    def digest_uri(self) -> None:
        self.uri_digest = hashlib.sha256(self.uri.encode()).hexdigest()


class GeneratedRepository(models.Model):
    """A repository that another service of the deployment offers: of one iTwin, or of every one."""

    itwin = models.ForeignKey(
        "twins.ITwin",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="generated_repositories",
        verbose_name="iTwin",
        help_text="Empty: every iTwin has it.",
    )
    repository_class = models.CharField("class", max_length=32, choices=RepositoryClass)
    display_name = models.CharField("name", max_length=255)
    uri_template = models.CharField(
        "URI template",
        max_length=2048,
        help_text="{iTwinId} stands for the iTwin's id, {publicUrl} for the address of this server.",
    )
    # Where its resources come from, when this server knows them.
    content = models.ForeignKey(
        "twins.GlobalRepository", models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "generated repositories"
        constraints = [
            models.UniqueConstraint(
                "itwin", "repository_class", name="generated_repository_of_itwin_is_unique"
            ),
            models.UniqueConstraint(
                "repository_class",
                name="generated_repository_of_all_is_unique",
                condition=Q(itwin__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name
