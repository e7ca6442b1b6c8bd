"""`make screenshots`: every page of a server with fresh demo data, into var/screenshots."""

import sys
import tempfile
from pathlib import Path

from tests.browser import chromium
from tests.browser.screenshots import take_all
from tests.running_server import running_server

PICTURES = Path("var/screenshots")
PASSWORD = "only-for-these-pictures"

if not chromium.is_there():
    sys.exit(f"Pictures need {chromium.EXECUTABLE}. Next: install chromium, or set CHROMIUM.")
with (
    tempfile.TemporaryDirectory() as data_dir,
    running_server(
        Path(data_dir), DEMO="small", DEMO_PASSWORD=PASSWORD, LOG_LEVEL="ERROR"
    ) as server,
):
    taken = take_all(
        f"http://localhost:{server.port}",
        email="owner@acme.example",
        password=PASSWORD,
        folder=PICTURES,
    )
sys.stdout.write(f"{taken} pictures in {PICTURES}\n")
