"""Where a form without scripts leads after it was sent."""

from django.http import HttpRequest, HttpResponseRedirect

from itwins_site.way_back import way_back


def back(request: HttpRequest, *, otherwise: str) -> HttpResponseRedirect:
    """To the page that the form named, if that is one of ours."""
    response = HttpResponseRedirect(way_back(request) or otherwise)
    response.status_code = 303
    return response
