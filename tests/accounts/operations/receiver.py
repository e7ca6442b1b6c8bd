"""A real web server on this machine that webhooks call: it notes what comes and answers as told."""

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

DRIP = -1


class Receiver(ThreadingHTTPServer):
    """Answers with the next of `answers`, then 204; None closes the line without a word.

    DRIP is an answer that never ends, a few bytes at a time.
    """

    daemon_threads = True

    def __init__(self, trust: Path | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[int | None] = []
        self.hung_up = threading.Event()
        self.received: list[tuple[str, dict[str, str], bytes]] = []
        self.on_request: Callable[[], object] = lambda: None
        self.url = f"http://127.0.0.1:{self.server_port}/told?by=twinstead"
        if trust is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(trust)
            self.socket = context.wrap_socket(self.socket, server_side=True)
            self.url = f"https://localhost:{self.server_port}/told"

    def handle_error(self, *_: object) -> None:
        """Silent: that a client hangs up is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((self.path, dict(self.headers), body))
        self.server.on_request()
        answer = self.server.answers.pop(0) if self.server.answers else 204
        if answer in {None, DRIP}:
            self.close_connection = True
            if answer == DRIP:
                self._drip()
            return
        self.send_response(answer)
        self.send_header("Location", self.server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Endless: ")
        with contextlib.suppress(OSError):
            while not self.server.hung_up.wait(0.02):
                self.wfile.write(b"x")

    def log_message(self, *_: object) -> None:
        """Nothing to say."""


@contextmanager
def receiving(trust: Path | None = None) -> Iterator[Receiver]:
    with Receiver(trust) as receiver:
        threading.Thread(target=receiver.serve_forever, args=[0.01], daemon=True).start()
        yield receiver
        receiver.hung_up.set()
        receiver.shutdown()
