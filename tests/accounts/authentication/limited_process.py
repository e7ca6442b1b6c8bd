"""Asks as one application, again and again, in a process of its own; prints what was answered."""

import importlib
import os
import sys

import time_machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itwins_site.settings")


def main(times: int) -> None:
    importlib.import_module("django").setup()
    limit = importlib.import_module("accounts.authentication.rate_limit")
    claims = importlib.import_module("accounts.authentication.access_tokens").Claims
    errors = importlib.import_module("itwins_site.wire.errors")
    request = type("Request", (), {"auth": claims("a-person", "an-application", frozenset())})
    for _ in range(times):
        try:
            limit.RateLimit().has_permission(request(), None)
        except errors.RateLimitExceeded:
            sys.stdout.write("refused\n")
        else:
            sys.stdout.write("answered\n")


if __name__ == "__main__":
    # All ask within one minute, whatever the clock says.
    with time_machine.travel("2026-06-01T12:00:00Z", tick=False):
        main(int(sys.argv[1]))
