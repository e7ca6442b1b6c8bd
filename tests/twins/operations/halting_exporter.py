"""A worker that halts in the middle of an export's file, says so, and waits to be let go or killed."""

import os
import sys
from collections.abc import Callable
from typing import Any

import django


class HaltingFile:
    """Takes half of what is written first, then halts."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._halted = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: Any) -> int:
        if self._halted:
            return self._file.write(data)
        self._halted = True
        written = bytes(data)
        half = len(written) // 2
        self._file.write(written[:half])
        self._file.flush()
        print("halted", flush=True)  # noqa: T201
        sys.stdin.read()
        return half + self._file.write(written[half:])


def main(*, stays: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "itwins_site.settings")
    django.setup()

    from django.core.management import call_command

    from twins.operations import export_runs

    write = export_runs.write_export

    def write_haltingly(export: Any, file: Any, *, checkpoint: Callable[[], None]) -> int:
        return write(export, HaltingFile(file), checkpoint=checkpoint)

    export_runs.write_export = write_haltingly
    call_command("worker", once=not stays, verbosity=0)


if __name__ == "__main__":
    main(stays="stays" in sys.argv)
