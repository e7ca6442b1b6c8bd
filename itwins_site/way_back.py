"""Where a page leads when it is done: to a path of ours that was asked for, and nowhere else."""

import unicodedata

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

_LONGEST = 4096  # room for a sign-in that an application began


def way_back(request: HttpRequest) -> str:
    """The path in `next`, of the form or of the address; empty when it is none of ours."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    return wanted if _is_path_of_ours(wanted) else ""


def _is_path_of_ours(wanted: str) -> bool:
    """Browsers drop control characters and turn a backslash around: neither has a place here."""
    is_plain = not any(
        unicodedata.category(each) in {"Cc", "Cs"} or each == "\\" for each in wanted
    )
    return (
        wanted.startswith("/")
        and len(wanted) <= _LONGEST
        and is_plain
        and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    )
