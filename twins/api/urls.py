"""The table of contents of the iTwins API; paths come here in their canonical spelling."""

from django.urls import path, re_path

from itwins_site.wire.addresses import operations, unknown_operation
from twins.api.accounts import AccountViewSet
from twins.api.favorites import FavoriteViewSet
from twins.api.images import ImageViewSet
from twins.api.itwins import ITwinViewSet
from twins.api.recents import RecentViewSet

urlpatterns = [
    path("", operations(ITwinViewSet, get="list", post="create")),
    path("/favorites", operations(FavoriteViewSet, get="list")),
    path("/favorites/<str:itwin_id>", operations(FavoriteViewSet, post="add", delete="remove")),
    path("/recents", operations(RecentViewSet, get="list")),
    path("/recents/<str:itwin_id>", operations(RecentViewSet, post="use")),
    path("/myprimaryaccount", operations(AccountViewSet, get="primary")),
    # Words of the published API are no ids, even where nothing answers to them yet.
    re_path("^/(?:accountsettings|exports|repositories)$", unknown_operation),
    path(
        "/<str:itwin_id>",
        operations(ITwinViewSet, get="retrieve", patch="partial_update", delete="destroy"),
    ),
    path("/<str:itwin_id>/account", operations(AccountViewSet, get="of_itwin")),
    path(
        "/<str:itwin_id>/image",
        operations(ImageViewSet, get="retrieve", put="put", delete="destroy"),
    ),
]
