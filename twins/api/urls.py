"""The table of contents of the iTwins API; paths come here in their canonical spelling."""

from django.urls import path

from itwins_site.wire.addresses import operations, unknown_operation
from twins.api.account_settings import AccountSettingsViewSet
from twins.api.accounts import AccountViewSet
from twins.api.exports import ExportViewSet
from twins.api.favorites import FavoriteViewSet
from twins.api.global_repositories import GlobalRepositoryViewSet
from twins.api.graphics import GraphicViewSet
from twins.api.images import ImageViewSet
from twins.api.itwins import ITwinViewSet
from twins.api.recents import RecentViewSet
from twins.api.repositories import RepositoryViewSet
from twins.api.repository_resources import RepositoryResourceViewSet

# Of one iTwin's repository, and of a global one.
_REPOSITORY = "/<str:itwin_id>/repositories/<str:repository_id>"
_GLOBAL = "/repositories/<str:repository_id>"

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
    path("/repositories", operations(GlobalRepositoryViewSet, get="list")),
    path(_GLOBAL, operations(GlobalRepositoryViewSet, get="retrieve")),
    path(f"{_GLOBAL}/resources", operations(GlobalRepositoryViewSet, get="resources")),
    path(
        f"{_GLOBAL}/resources/<str:resource_id>",
        operations(GlobalRepositoryViewSet, get="resource"),
    ),
    path(
        f"{_GLOBAL}/resources/<str:resource_id>/graphics",
        operations(GlobalRepositoryViewSet, get="graphics"),
    ),
    # A word of the published API is no id.
    path("/accountsettings", unknown_operation),
    path(
        "/<str:itwin_id>",
        operations(ITwinViewSet, get="retrieve", patch="partial_update", delete="destroy"),
    ),
    path("/<str:itwin_id>/account", operations(AccountViewSet, get="of_itwin")),
    path(
        "/<str:itwin_id>/image",
        operations(ImageViewSet, get="retrieve", put="put", delete="destroy"),
    ),
    path(
        "/<str:itwin_id>/repositories",
        operations(RepositoryViewSet, get="list", post="create"),
    ),
    path(
        _REPOSITORY,
        operations(RepositoryViewSet, get="retrieve", patch="partial_update", delete="destroy"),
    ),
    path(
        f"{_REPOSITORY}/resources",
        operations(RepositoryResourceViewSet, get="list", post="create"),
    ),
    path(
        f"{_REPOSITORY}/resources/<str:resource_id>",
        operations(RepositoryResourceViewSet, get="retrieve", delete="destroy"),
    ),
    path(
        f"{_REPOSITORY}/resources/<str:resource_id>/graphics",
        operations(GraphicViewSet, get="list"),
    ),
]
