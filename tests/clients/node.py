"""Node, with the packages of package-lock.json beside this file."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import REQUIRE_ALL

HERE = Path(__file__).parent


def node_or_skip() -> str:
    """Where node is; without it, or without its packages, the test is skipped (in CI: fails)."""
    program = shutil.which("node")
    if program and (HERE / "node_modules").is_dir():
        return program
    missing = "its packages (npm ci in tests/clients)" if program else "node, which is not here"
    reason = f"the published client needs {missing}"
    if REQUIRE_ALL:
        pytest.fail(reason)
    pytest.skip(reason)
