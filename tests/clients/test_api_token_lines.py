"""The lines that the page shows beside a new API token, as a shell and node run them."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from accounts.pages.api_tokens import told_once
from tests.clients.node import node_or_skip
from tests.factories import make_itwin
from tests.factories.api_tokens import make_api_token

HERE = Path(__file__).parent
pytestmark = pytest.mark.clients
PROGRAM = """
import itwinsClient from "@itwin/itwins-client";
const { ITwinsAccessClient } = itwinsClient;
%s
console.log(JSON.stringify(data.map((iTwin) => iTwin.displayName)));
"""


@pytest.fixture
def lines(live_server, settings, acme, owner) -> dict[str, str]:
    settings.PUBLIC_URL = live_server.url
    for name in ("Bridge", "Tunnel"):
        make_itwin(acme, owner=owner, display_name=name)
    return told_once(make_api_token(owner, is_read_only=True))


def printed(*command: str) -> str:
    run = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_lines_for_the_published_client_list_itwins(lines):
    program = PROGRAM % lines["client"]

    names = json.loads(printed(node_or_skip(), "--input-type=module", "--eval", program))

    assert names == ["Tunnel", "Bridge"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_line_for_a_shell_lists_itwins(lines):
    answer = json.loads(printed("sh", "-c", f"{lines['curl']} --silent --show-error"))

    assert [itwin["displayName"] for itwin in answer["iTwins"]] == ["Tunnel", "Bridge"]
