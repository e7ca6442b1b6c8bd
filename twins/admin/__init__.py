"""Floor 4: what support staff see."""

from django.contrib import admin

from twins.admin.audit_entries import AuditEntryAdmin
from twins.admin.exports import ExportAdmin
from twins.admin.generated_repositories import GeneratedRepositoryAdmin
from twins.admin.global_repositories import GlobalRepositoryAdmin, GlobalResourceAdmin
from twins.admin.itwins import ITwinAdmin
from twins.admin.repositories import RepositoryAdmin

__all__ = [
    "AuditEntryAdmin",
    "ExportAdmin",
    "GeneratedRepositoryAdmin",
    "GlobalRepositoryAdmin",
    "GlobalResourceAdmin",
    "ITwinAdmin",
    "RepositoryAdmin",
]

admin.site.site_header = admin.site.site_title = "Twinstead support"
admin.site.index_title = "Look something up"
