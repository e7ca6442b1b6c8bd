"""Floor 4: what support staff see."""

from django.contrib import admin
from django.contrib.auth import admin as _stock  # noqa: F401 -- registers what is taken away below
from django.contrib.auth.models import Group
from django_tasks_db import admin as _queue  # noqa: F401
from django_tasks_db.models import DBTaskResult
from oauth2_provider import admin as _issuer  # noqa: F401
from oauth2_provider.models import AccessToken, Grant, IDToken, RefreshToken

from accounts.admin.accounts import AccountAdmin
from accounts.admin.api_tokens import ApiTokenAdmin
from accounts.admin.applications import ApplicationAdmin
from accounts.admin.directory_groups import DirectoryGroupAdmin
from accounts.admin.organizations import OrganizationAdmin
from accounts.admin.sign_in import SupportSignIn
from accounts.admin.users import UserAdmin
from accounts.admin.webhooks import WebhookAdmin, WebhookDeliveryAdmin

__all__ = [
    "AccountAdmin",
    "ApiTokenAdmin",
    "ApplicationAdmin",
    "DirectoryGroupAdmin",
    "OrganizationAdmin",
    "SupportSignIn",
    "UserAdmin",
    "WebhookAdmin",
    "WebhookDeliveryAdmin",
]

# Django's groups give no rights here; showing them would promise that they do.
admin.site.unregister(Group)
# The queue is no business of support staff, and its tracebacks are nobody's in a browser.
admin.site.unregister(DBTaskResult)
# Nor what the issuer keeps of each token.
admin.site.unregister([AccessToken, Grant, IDToken, RefreshToken])
