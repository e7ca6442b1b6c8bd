"""A worker that halts in the middle of an entry of a job, says so, and waits to be killed."""

import itertools
import os
import sys
from typing import Any

import django

GIVES_A_ROLE = 'INSERT INTO "accounts_usermemberrole"'


def main(entry: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itwins_site.settings")
    django.setup()

    from django.core.management import call_command
    from django.db import connection

    given = itertools.count(1)

    def halt(execute: Any, sql: str, *more: Any) -> Any:
        result = execute(sql, *more)
        if sql.startswith(GIVES_A_ROLE) and next(given) == entry:
            print("halted", flush=True)  # noqa: T201
            sys.stdin.read()
        return result

    with connection.execute_wrapper(halt):
        call_command("worker", once=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
