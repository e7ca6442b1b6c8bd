"""Secrets that are made at first start and kept in files only their owner may read."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret in `path`; made and written (mode 0600) by whoever comes first."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _publish(path, make())
    return path.read_text()


def replace_secret(path: Path, secret: str) -> None:
    """Keeps another secret in `path` from now on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _draft(path, secret).replace(path)


def _publish(path: Path, secret: str) -> None:
    # Written beside and linked into place: a second process never reads half a secret,
    # and of two that start at once one wins and both read the same.
    draft = _draft(path, secret)
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def _draft(path: Path, secret: str) -> Path:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret)
    return draft
