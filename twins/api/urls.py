"""The table of contents of the iTwins API; paths come here in their canonical spelling."""

from django.urls import path, re_path

from itwins_site.wire.addresses import operations, unknown_operation
from twins.api.account_settings import AccountSettingsViewSet
from twins.api.accounts import AccountViewSet
from twins.api.exports import ExportViewSet
from twins.api.favorites import FavoriteViewSet
from twins.api.itwins import ITwinViewSet
from twins.api.recents import RecentViewSet

urlpatterns = [
    path("", operations(ITwinViewSet, get="list", post="create")),
    path("/favorites", operations(FavoriteViewSet, get="list")),
    path("/favorites/<str:itwin_id>", operations(FavoriteViewSet, post="add", delete="remove")),
    path("/recents", operations(RecentViewSet, get="list")),
    path("/recents/<str:itwin_id>", operations(RecentViewSet, post="use")),
    path("/myprimaryaccount", operations(AccountViewSet, get="primary")),
    path(
        "/accountsettings/<str:account_id>",
        operations(AccountSettingsViewSet, get="retrieve", post="create", patch="partial_update"),
    ),
    path("/exports", operations(ExportViewSet, get="list", post="create")),
    path("/exports/<str:export_id>", operations(ExportViewSet, get="retrieve")),
    # Words of the published API are no ids, even where nothing answers to them yet.
    re_path("^/(?:accountsettings|repositories)$", unknown_operation),
    path(
        "/<str:itwin_id>",
        operations(ITwinViewSet, get="retrieve", patch="partial_update", delete="destroy"),
    ),
    path("/<str:itwin_id>/account", operations(AccountViewSet, get="of_itwin")),
]
