"""A small server that speaks what we use of S3: put, get, head, delete, list; presigned links too."""

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Content-Encoding")


@dataclass
class Bucket:
    """What was put, by its key: headers and content."""

    address: str
    objects: dict[str, tuple[dict[str, str], bytes]] = field(default_factory=dict)
    seconds_ago: int = 0
    is_down: bool = False


@contextlib.contextmanager
def s3_server(name: str) -> Iterator[Bucket]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.daemon_threads = True
    bucket = Bucket(f"http://127.0.0.1:{server.server_port}")
    server.bucket, server.prefix = bucket, f"/{name}/"  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name: self.headers[name] for name in KEPT_HEADERS if name in self.headers}
        if self._may():
            self.bucket.objects[self.key] = headers, content
            self._send(200)

    def do_GET(self) -> None:
        if not self._may():
            return
        asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        if "prefix" in asked:
            self._list(asked["prefix"][0])
        elif self.key in self.bucket.objects:
            headers, content = self.bucket.objects[self.key]
            self._send(200, content, headers)
        else:
            self._send(404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        if self._may():
            self.bucket.objects.pop(self.key, None)
            self._send(204)

    @property
    def bucket(self) -> Bucket:
        return self.server.bucket  # type: ignore[attr-defined]

    @property
    def key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(self.server.prefix)  # type: ignore[attr-defined]

    def _may(self) -> bool:
        """Whether it is signed with the key of the tests, in its headers or its address."""
        signed = "Credential=test-key/" in self.headers.get("Authorization", "")
        linked = "X-Amz-Credential=test-key%2F" in self.path and "X-Amz-Signature=" in self.path
        if self.bucket.is_down or not (signed or linked):
            self._send(503 if self.bucket.is_down else 403)
            return False
        return True

    def _list(self, prefix: str) -> None:
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key></Contents>"
            for key in sorted(self.bucket.objects)
            if key.startswith(prefix)
        )
        body = f"<ListBucketResult><IsTruncated>false</IsTruncated>{entries}</ListBucketResult>"
        self._send(200, body.encode())

    def _send(
        self, status: int, content: bytes = b"", headers: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        when = formatdate(time.time() - self.bucket.seconds_ago, usegmt=True)
        self.send_header("Last-Modified", when)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass
