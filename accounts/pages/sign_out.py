"""Sign-out, by POST alone: a link in somebody's mail must not do it."""

from django.contrib.auth.views import LogoutView
from django.urls import reverse


class SignOut(LogoutView):
    http_method_names = ["post", "options"]

    def get_default_redirect_url(self) -> str:
        return reverse("accounts:sign_in")
