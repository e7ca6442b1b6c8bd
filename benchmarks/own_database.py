"""A database for one run: beside the one that is configured, and gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from itwins_site import environment

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def own_database() -> Iterator[str]:
    """The URL of an empty database of the engine that DATABASE_URL names."""
    given = environment.text("DATABASE_URL", "")
    if given.startswith("postgres"):
        with _on_postgresql(given) as url:
            yield url
        return
    data_dir = environment.folder("DATA_DIR", "var", below=ROOT)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=data_dir) as folder:
        yield f"sqlite:///{folder}/db.sqlite3"


@contextmanager
def _on_postgresql(given: str) -> Iterator[str]:
    parts = urlsplit(given)
    name = f"{parts.path.lstrip('/')}_bench"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    try:
        with psycopg.connect(given, autocommit=True) as configured:
            configured.execute(drop)
            configured.execute(create)
    except psycopg.Error as error:
        raise SystemExit(
            f"The database {name} cannot be made: {error}".strip()
            + " Next: start PostgreSQL and let the user of DATABASE_URL create databases."
        ) from None
    try:
        yield parts._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(given, autocommit=True) as configured:
            configured.execute(drop)
