"""The database of the tests, lent to other processes."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection


def database_for_others(folder: Path) -> str:
    """The URL of the test database; that of SQLite is in memory, so others get a copy in a file."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(_file(folder))) as copy:
            connection.connection.backup(copy)
        return f"sqlite:///{_file(folder)}"
    place = connection.settings_dict
    return (
        f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}"
        f"/{place['NAME']}"
    )


def take_back_database(folder: Path) -> None:
    """Makes the tests see what others have written since."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(_file(folder))) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")  # there is no other one in memory
            copy.backup(connection.connection)


def _file(folder: Path) -> Path:
    return folder / "db.sqlite3"
