"""The addresses of the installation, with that at which applications ask for tokens."""

from django.urls import path
from oauth2_provider.views import TokenView

from itwins_site import urls

urlpatterns = [path("o/token/", TokenView.as_view()), *urls.urlpatterns]
