"""Sign-out, by POST alone: a link in somebody's mail must not do it."""

from django.contrib.auth.views import LogoutView
from django.urls import reverse_lazy


class SignOut(LogoutView):
    http_method_names = ["post", "options"]
    next_page = reverse_lazy("accounts:sign_in")
