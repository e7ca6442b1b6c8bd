"""Node, with the packages of package-lock.json beside this file."""

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import REQUIRE_ALL

HERE = Path(__file__).parent


def node_or_skip() -> str:
    """Where node is; without it, or without its packages, the test is skipped (in CI: fails)."""
    program = shutil.which("node")
    if program and _has_packages():
        return program
    missing = "its packages (npm ci in tests/clients)" if program else "node, which is not here"
    reason = f"the published client needs {missing}"
    if REQUIRE_ALL:
        pytest.fail(reason)
    pytest.skip(reason)


def _has_packages() -> bool:
    """Whether what package.json names is installed; it may have been for an older one."""
    wanted = json.loads((HERE / "package.json").read_text())["devDependencies"]
    about = [HERE / "node_modules" / name / "package.json" for name in wanted]
    return all(path.is_file() for path in about) and list(wanted.values()) == [
        json.loads(path.read_text())["version"] for path in about
    ]
