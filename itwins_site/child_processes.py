"""The processes that `manage.py start` starts: watched together, gone with us."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

from django.conf import settings

SECONDS_TO_STOP = 10
# Large pieces of memory, as pictures need them, go back to the system as soon as they are free.
_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(1024 * 1024)}

Process = subprocess.Popen[bytes]


def begin(*command: str) -> Process:
    """Starts Python with a command of ours."""
    # A process group of its own: Ctrl-C reaches us alone, and we stop the others in order.
    return subprocess.Popen(  # noqa: S603
        (sys.executable, *command),
        cwd=settings.BASE_DIR,
        env=_MEMORY | os.environ,
        process_group=0,
    )


def stop(process: Process) -> None:
    """Ends a process and whatever it has started, within seconds."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # we are stopping already
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(SECONDS_TO_STOP)
    # Workers of a web server that was killed hold the port; they are in its process group.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def first_to_end(*processes: Process) -> Process:
    """Waits until one of the processes has ended by itself."""
    while True:
        for process in processes:
            if process.poll() is not None:
                return process
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)


@contextlib.contextmanager
def background_worker() -> Iterator[Process]:
    """A running worker; it finishes what it is at when the block is left."""
    worker = begin("manage.py", "worker", "--verbosity", "0")
    try:
        yield worker
    finally:
        stop(worker)
