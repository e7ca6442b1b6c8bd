"""The web server as a child process: on a free port, ready before anyone is told, gone with us."""

import contextlib
import http.client
import socket
import time
from collections.abc import Iterator

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from itwins_site.child_processes import Process, begin, stop

SECONDS_TO_START = 60


def refuse_a_busy_port() -> None:
    """Raises while there is still time to say so plainly: the server itself would share the port."""
    family, address = _listening_address()
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, settings.PORT))
        except OSError as error:
            raise ImproperlyConfigured(
                f"nothing can listen on {settings.HOST}:{settings.PORT} ({error.strerror})."
                f" Next: stop what listens there, or set another PORT (PORT={settings.PORT + 1})."
            ) from None


@contextlib.contextmanager
def web_server() -> Iterator[Process]:
    """A running server; stopped with all its workers when the block is left."""
    server = begin(*_command())
    try:
        _wait_until_ready(server)
        yield server
    finally:
        stop(server)


def _listening_address() -> tuple[socket.AddressFamily, str]:
    """What HOST stands for: the server takes no names. IPv4 comes first, as people expect it."""
    try:
        found = socket.getaddrinfo(settings.HOST, settings.PORT, type=socket.SOCK_STREAM)
    except OSError:
        raise ImproperlyConfigured(
            f"HOST is '{settings.HOST}', which is no address. Next: set HOST=127.0.0.1."
        ) from None
    family, _, _, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    return family, str(address[0])


def _command() -> list[str]:
    return [
        *("-m", "granian", "itwins_site.wsgi:application"),
        *("--interface", "wsgi"),
        *("--host", _listening_address()[1], "--port", str(settings.PORT)),
        *("--workers", str(settings.WEB_WORKERS)),
        # One computes at a time, whatever their number; the others are for clients that send or
        # fetch slowly, for whom a thread waits.
        *("--blocking-threads", "4"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "5"),
        *("--log-level", "warning"),
    ]


def _wait_until_ready(server: Process) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers():
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(
                f"The web server did not answer on {settings.HOST}:{settings.PORT}."
                f" Next: read the lines above and start again."
            )
        time.sleep(0.05)


def _answers() -> bool:
    _, address = _listening_address()
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104
    connection = http.client.HTTPConnection(reachable, settings.PORT, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
