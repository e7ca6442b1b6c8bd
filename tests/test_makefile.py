"""What `make run` says on a machine that lacks something."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture
def make_run(tmp_path):
    """Runs `make run` in a folder without a .venv, with a Python of one's own making."""
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(REPOSITORY / name, tmp_path)

    def run(python: str) -> str:
        done = subprocess.run(
            ["make", "run", f"PYTHON={python}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            # As typed by a person: `make test`, which runs us, tells its own make of itself.
            env={name: value for name, value in os.environ.items() if "MAKE" not in name},
        )
        assert done.returncode == 2
        assert not (tmp_path / ".venv").exists()
        sentence, makes_own_line = done.stderr.splitlines()
        assert makes_own_line.startswith("make: ***")
        return sentence

    return run


@pytest.fixture
def python_that(tmp_path):
    """A Python that differs from ours in one respect, said in Python."""

    def differs(how: str) -> str:
        script = tmp_path / "python"
        script.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys; {how}; $2"\n')
        script.chmod(0o755)
        return str(script)

    return differs


def test_no_python_is_one_sentence(make_run):
    assert make_run("python-nowhere") == (
        "Twinstead needs Python 3.11 or newer, but there is no python-nowhere here."
        " Next: install it, or name another, as in: make run PYTHON=python3.12"
    )


def test_an_old_python_is_one_sentence(make_run, python_that):
    old = python_that("sys.version_info = (3, 9, 2)")

    assert make_run(old) == (
        f"Twinstead needs Python 3.11 or newer, but {old} is 3.9."
        " Next: name a newer one, as in: make run PYTHON=python3.12"
    )


def test_a_python_without_venv_is_one_sentence(make_run, python_that):
    bare = python_that("sys.modules['ensurepip'] = None")

    assert make_run(bare) == (
        f"Twinstead needs the venv module of {bare}, which is not installed."
        " Next: install it (on Debian: apt-get install python3-venv), then run make again."
    )
