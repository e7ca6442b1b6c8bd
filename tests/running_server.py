"""`manage.py start` as a person runs it: a process of its own, in a data folder of its own."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
OURS = ("DATABASE_URL", "DEMO_PASSWORD", "HOST", "PUBLIC_URL", "LOG_FORMAT", "LOG_LEVEL")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class RunningServer:
    """A started command, and what it has printed so far."""

    process: subprocess.Popen[str]
    port: int
    printed: list[str] = field(default_factory=list)

    def read_until_ready(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed.append(line.rstrip("\n"))
            if line.startswith("Ready: "):
                return
        raise AssertionError("\n".join(self.printed))

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as response:
            return response.status, response.read().decode()

    def web_server_pid(self) -> int:
        return self._child("granian")

    def worker_pid(self) -> int:
        return self._child("worker")

    def _child(self, word: str) -> int:
        """The process that was started with a command of which `word` is a part."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        (pid,) = [
            int(child)
            for child in children.read_text().split()
            if word.encode() in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
        ]
        return pid

    def printed_after(self, pattern: str) -> str:
        """What follows `pattern` on the line that begins with it."""
        (found,) = [line for line in self.printed if re.match(pattern, line)]
        return re.sub(pattern, "", found, count=1).strip()

    def finish(self) -> int:
        """The exit code, once the command has ended by itself or by a signal."""
        self.printed += self.process.communicate()[0].splitlines()
        return self.process.returncode


def start(**settings: str) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.Popen(
        [sys.executable, "manage.py", "start"],
        cwd=REPOSITORY,
        env=inherited | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=_as_in_a_terminal,
    )


def _as_in_a_terminal() -> None:
    """Undoes what the tests' own caller ignores: one who runs them in the background, or nohup."""
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_DFL)


@contextlib.contextmanager
def running_server(data_dir: Path, **settings: str) -> Iterator[RunningServer]:
    """A server that has said it is ready; it is stopped as `make run` is, by a signal."""
    port = free_port()
    chosen = {"DEMO": "none", "WEB_WORKERS": "1", "RATE_LIMIT_PER_MINUTE": "0"} | settings
    with start(DATA_DIR=str(data_dir), PORT=str(port), **chosen) as process:
        server = RunningServer(process, port)
        server.read_until_ready()
        try:
            yield server
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                server.finish()
