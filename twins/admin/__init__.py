"""Floor 4: what support staff see."""

from django.contrib import admin

from twins.admin.audit_entries import AuditEntryAdmin
from twins.admin.exports import ExportAdmin
from twins.admin.itwins import ITwinAdmin

__all__ = ["AuditEntryAdmin", "ExportAdmin", "ITwinAdmin"]

admin.site.site_header = admin.site.site_title = "Twinstead support"
admin.site.index_title = "Look something up"
