"""`python -m benchmarks.exports_memory ID`: how much memory the writing of an export takes.

Prints by how many MiB the process outgrew what it was as an idle worker. On SQLite without the
caches of SQLite itself: how large they may become is a setting, and no matter of the export.
"""

import os
import sys
from pathlib import Path

import django

_MIB = 1024


def main() -> None:
    django.setup()
    from django.db import connection

    from twins.models import Export
    from twins.operations.export_files import write_export

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA mmap_size = 0")
            cursor.execute("PRAGMA cache_size = -2000")
    export = Export.objects.get(pk=sys.argv[1])
    Path("/proc/self/clear_refs").write_text("5")  # forgets the peak so far
    idle = _kib("VmRSS")
    with open(os.devnull, "wb") as nowhere:
        write_export(export, nowhere)
    print((_kib("VmHWM") - idle) / _MIB)


def _kib(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
