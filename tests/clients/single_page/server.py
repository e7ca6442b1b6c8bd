"""A single-page application of published packages, served from an origin of its own."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.clients.node import HERE, node_or_skip

_SOURCE = HERE / "single_page"


def bundled(folder: Path) -> bytes:
    """The application and the packages that it uses, as one script for browsers."""
    script = folder / "application.js"
    subprocess.run(
        [
            *(node_or_skip(), "node_modules/esbuild/bin/esbuild"),
            *(str(_SOURCE / "application.mjs"), "--bundle", "--format=esm", "--log-level=error"),
            f"--outfile={script}",
        ],
        cwd=HERE,
        check=True,
    )
    return script.read_bytes()


@contextmanager
def serving(script: bytes, settings: Callable[[], dict[str, Any]]) -> Iterator[str]:
    """The address of the application, which asks for its settings whenever a page opens."""
    page = (_SOURCE / "index.html").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            match self.path:
                case "/application.js":
                    self._answer("text/javascript", script)
                case "/settings.json":
                    self._answer("application/json", json.dumps(settings()).encode())
                case _:
                    self._answer("text/html", page)

        def _answer(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        # As the live server is called, so that both are one site: frames then get its cookies.
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
