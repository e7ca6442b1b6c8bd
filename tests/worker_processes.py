"""Workers in processes of their own, on the database of the tests and one of the two queues."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.databases import database_for_others, take_back_database

Process = subprocess.Popen[str]


@dataclass
class Workers:
    folder: Path
    redis_url: str = ""  # empty: jobs wait in the database

    def start(self, *command: str, database: str = "", stderr: int | None = None) -> Process:
        """Starts Python with a command, on the database of the tests or on one that others are at."""
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {
                "DATABASE_URL": database or database_for_others(self.folder),
                "DATA_DIR": str(self.folder),
                "REDIS_URL": self.redis_url,
                "LOG_LEVEL": "WARNING",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )

    def kill_one_that_halts(self, module: str, *arguments: str) -> None:
        """Kills a worker when it says, by itself, that it has halted in the middle of a job."""
        with self.start("-m", module, *arguments) as worker:
            assert worker.stdout.readline() == "halted\n"
            worker.send_signal(signal.SIGKILL)
        take_back_database(self.folder)

    def let_one_work(self) -> None:
        with self.start("manage.py", "worker", "--once") as worker:
            output = worker.communicate()[0]
        assert (worker.returncode, output) == (0, "")
        take_back_database(self.folder)

    def shared_database(self) -> str:
        """What workers that were started are at."""
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.folder / 'db.sqlite3'}"
        return database_for_others(self.folder)

    def take_back_database(self) -> None:
        take_back_database(self.folder)

    def change(self, statement: str) -> None:
        """Changes the database that running workers are at."""
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.folder / "db.sqlite3")) as shared:
                shared.execute(statement)
                shared.commit()
        else:
            with connection.cursor() as cursor:
                cursor.execute(statement)
