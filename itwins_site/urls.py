"""Where each URL family begins."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts.issuer.metadata import discovery
from itwins_site import files
from itwins_site.wire.addresses import API_PREFIXES, unknown_operation

handler400 = "itwins_site.error_pages.bad_request"
handler403 = "itwins_site.error_pages.permission_denied"
handler404 = "itwins_site.error_pages.page_not_found"
handler500 = "itwins_site.error_pages.server_error"

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="twins:home")),
    path("app/", include("twins.pages.urls")),
    path("app/", include("accounts.pages.urls")),
    path("itwins", include("twins.api.urls")),
    path("accesscontrol/itwins", include("accounts.api.urls")),
    path("users", include("accounts.api.user_urls")),
    path("webhooks", include("accounts.api.webhook_urls")),
    path("", include("itwins_site.api_definition")),
    path("files/<path:name>", files.serve, name="file"),
    path("o/", include("accounts.issuer.urls")),
    # Where RFC 8414 looks for an issuer whose address has a path.
    path(".well-known/oauth-authorization-server/o", discovery),
    path("admin/", admin.site.urls),
    re_path(rf"^(?:{'|'.join(sorted(API_PREFIXES))})(?:/.*)?$", unknown_operation),
]
