"""The table of contents of the pages."""

from django.urls import path

from twins.pages.favorites import favorite, favorites
from twins.pages.hierarchy import branch, hierarchy, open_node, open_shared
from twins.pages.home import home
from twins.pages.inactive import inactive
from twins.pages.itwin import children, itwin
from twins.pages.itwins import itwins
from twins.pages.picture import picture
from twins.pages.recents import clear, recents, remove
from twins.pages.shortcuts import shortcuts

app_name = "twins"

urlpatterns = [
    path("", home, name="home"),
    path("itwins", itwins, name="itwins"),
    path("itwins/<uuid:itwin_id>", itwin, name="itwin"),
    path("itwins/<uuid:itwin_id>/children", children, name="children"),
    path("itwins/<uuid:itwin_id>/favorite", favorite, name="favorite"),
    path("itwins/<uuid:itwin_id>/picture", picture, name="picture"),
    path("hierarchy", hierarchy, name="hierarchy"),
    path("hierarchy/node/<uuid:itwin_id>/children", branch, name="branch"),
    path("hierarchy/node/<uuid:itwin_id>/open", open_node, name="open_node"),
    path("hierarchy/shared/open", open_shared, name="open_shared"),
    path("favorites", favorites, name="favorites"),
    path("recents", recents, name="recents"),
    path("recents/clear", clear, name="clear_recents"),
    path("recents/<uuid:itwin_id>/remove", remove, name="remove_recent"),
    path("inactive", inactive, name="inactive"),
    path("shortcuts", shortcuts, name="shortcuts"),
]
