"""The preference for single-key shortcuts, kept in the session."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from twins.pages.signed_in import signed_in
from twins.pages.way_back import back


@signed_in
@require_POST
def shortcuts(request: HttpRequest) -> HttpResponse:
    request.session["shortcuts_off"] = request.POST.get("shortcuts") == "off"
    return back(request, otherwise=reverse("twins:home"))
