"""How Chromium is found and started: Debian's own, quiet, without a sandbox inside containers."""

import os
import shutil
from typing import Any

EXECUTABLE = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def is_there() -> bool:
    return shutil.which(EXECUTABLE) is not None


def launch_options() -> dict[str, Any]:
    return {"executable_path": EXECUTABLE, "args": ARGUMENTS}
