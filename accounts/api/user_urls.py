"""The table of contents of the Users API, below /users."""

from django.urls import path

from accounts.api.users import UserViewSet

urlpatterns = [
    path("", UserViewSet.as_view({"get": "list"})),
    path("/me", UserViewSet.as_view({"get": "me"})),
    path("/getbyidlist", UserViewSet.as_view({"post": "by_ids"})),
    path("/<str:user_id>", UserViewSet.as_view({"get": "retrieve"})),
]
