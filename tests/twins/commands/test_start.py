"""What `make run` starts, says, keeps and leaves behind."""

import json
import os
import shlex
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.running_server import free_port, running_server, start


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A first start with the demo data."""
    with running_server(tmp_path_factory.mktemp("demo"), DEMO="small") as server:
        yield server


def refused(**settings: str) -> str:
    """The only line of a command that could not start."""
    process = start(**{"DEMO": "none", "PORT": str(free_port())} | settings)
    (line,) = process.communicate()[0].splitlines()
    assert process.returncode == 1
    return line


def nobody_listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.bind(("127.0.0.1", port)) is None


def test_the_last_line_is_ready_and_the_base_address(demo):
    assert demo.printed[-1] == f"Ready: http://localhost:{demo.port}"
    assert demo.printed_after("Pages: ") == f"http://localhost:{demo.port}/app/"
    assert demo.get("/readyz") == (200, '{"status": "ok"}')


def test_the_printed_curl_answers_with_itwins(demo):
    words = shlex.split("curl " + demo.printed_after("curl "))
    assert [words[0], words[1]] == ["curl", "-H"]
    name, _, token = words[2].partition(": ")

    request = urllib.request.Request(words[3], headers={name: token})  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310
        found = json.load(response)["iTwins"]

    assert len(found) == 5


# What a person does with the printed line: nothing else is known to it, not even where we listen.
TOKEN = """{export}
curl --silent --show-error --fail-with-body --user "$ITP_SERVICE_CLIENT_ID:$ITP_SERVICE_CLIENT_SECRET" \\
  --data grant_type=client_credentials --data scope=itwin-platform "$ITP_ISSUER_URL/token/"
"""
LIST = """{export}
curl --silent --show-error --fail-with-body --header "Authorization: Bearer $1" "$ITP_API_URL/itwins/"
"""


def bash(script: str, *arguments: str) -> dict:
    """What a script prints, in an environment without settings of ours."""
    run = subprocess.run(
        ["/bin/bash", "-c", script, "bash", *arguments],
        env={"PATH": os.environ["PATH"], "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return json.loads(run.stdout)


def test_the_export_line_alone_gets_a_token_and_the_services_itwins(demo):
    export = "export " + demo.printed_after("export ")

    answer = bash(TOKEN.format(export=export))
    itwins = bash(LIST.format(export=export), answer["access_token"])["iTwins"]

    assert (answer["token_type"], answer["scope"]) == ("Bearer", "itwin-platform")
    assert sorted(itwin["number"] for itwin in itwins) == [
        *("BRG-0101", "BRG-0101-DECK", "HWYUSR202", "HWYUSR202S61NEXP", "RWY-01")
    ]


def test_the_export_line_has_the_names_that_itwin_cli_reads(demo):
    words = dict(word.split("=") for word in shlex.split(demo.printed_after("export ")))

    assert words == {
        "ITP_API_URL": f"http://localhost:{demo.port}",
        "ITP_ISSUER_URL": f"http://localhost:{demo.port}/o",
        "ITP_SERVICE_CLIENT_ID": "service-demo",
        "ITP_SERVICE_CLIENT_SECRET": words["ITP_SERVICE_CLIENT_SECRET"],
    }
    kept = (data_dir(demo) / "demo-credentials").read_text().splitlines()
    assert f"ITP_SERVICE_CLIENT_SECRET={words['ITP_SERVICE_CLIENT_SECRET']}" in kept


def test_the_printed_password_is_that_of_the_demo_users(demo):
    email, _, password = demo.printed_after("Sign in: ").partition("   password: ")

    assert email == "owner@acme.example"
    assert password in Path(data_dir(demo) / "demo-credentials").read_text()


def test_the_keys_are_readable_by_their_owner_alone(demo):
    for name in ("secret-key", "signing-key.pem", "demo-credentials"):
        assert (data_dir(demo) / name).stat().st_mode & 0o777 == 0o600


def data_dir(server) -> Path:
    environment = Path(f"/proc/{server.process.pid}/environ").read_bytes().split(b"\0")
    return Path(next(line for line in environment if line.startswith(b"DATA_DIR="))[9:].decode())


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything_cleanly(tmp_path, name):
    with running_server(tmp_path, WEB_WORKERS="2") as server:
        children = [server.web_server_pid(), server.worker_pid()]

        server.process.send_signal(name)

        assert server.finish() == 0
    assert server.printed[-1] == "Stopped."
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
    assert nobody_listens(server.port)


def test_a_web_server_that_dies_ends_the_command_with_a_sentence(tmp_path):
    with running_server(tmp_path, WEB_WORKERS="2") as server:
        os.kill(server.web_server_pid(), signal.SIGKILL)

        assert server.finish() == 1
    assert server.printed[-1] == (
        "The web server stopped by itself (exit code -9)."
        " Next: read the lines above and start again."
    )
    assert nobody_listens(server.port)


def test_a_worker_that_dies_ends_the_command_with_a_sentence(tmp_path):
    with running_server(tmp_path) as server:
        web_server = server.web_server_pid()
        os.kill(server.worker_pid(), signal.SIGKILL)

        assert server.finish() == 1
    assert server.printed[-1] == (
        "The worker stopped by itself (exit code -9). Next: read the lines above and start again."
    )
    assert not Path(f"/proc/{web_server}").exists()


def test_a_second_start_keeps_the_data(tmp_path):
    with running_server(tmp_path, DEMO="small", DEMO_PASSWORD="the first password") as server:
        first = [server.printed_after(what) for what in ("Sign in: ", ".*SERVICE_CLIENT_SECRET=")]
    kept = (tmp_path / "signing-key.pem").read_text()

    with running_server(tmp_path, DEMO="small") as server:
        again = [server.printed_after(what) for what in ("Sign in: ", ".*SERVICE_CLIENT_SECRET=")]
    assert again == first
    assert (tmp_path / "signing-key.pem").read_text() == kept


def test_an_empty_registry_says_how_to_make_the_first_organization(tmp_path):
    with running_server(tmp_path) as server:
        assert server.printed[2:4] == [
            "There is nobody yet. Make the first organization and its administrator:",
            "  .venv/bin/python manage.py create_organization 'Your company'"
            " --admin you@example.com",
        ]


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0"])  # noqa: S104 -- as a container would
def test_a_name_or_every_address_can_be_listened_on(tmp_path, host):
    with running_server(tmp_path, HOST=host) as server:
        assert server.get("/readyz")[0] == 200


def test_log_lines_are_json_when_a_machine_reads_them(tmp_path):
    with running_server(tmp_path, LOG_FORMAT="json") as server:
        server.process.stdout.flush()
        with pytest.raises(urllib.error.HTTPError):
            server.get("/itwins")
        server.process.send_signal(signal.SIGTERM)
        server.finish()

    logged = json.loads(next(line for line in server.printed if line.startswith("{")))
    assert (logged["event"], logged["path"], logged["status"]) == ("request", "/itwins", 401)


def test_a_busy_port_is_one_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        assert refused(DATA_DIR=str(tmp_path), PORT=str(port)) == (
            f"Twinstead cannot start: nothing can listen on 127.0.0.1:{port}"
            f" (Address already in use). Next: stop what listens there,"
            f" or set another PORT (PORT={port + 1})."
        )


def test_an_unreachable_database_is_one_sentence_without_its_password(tmp_path):
    url = "postgres://ada:hunter2@127.0.0.1:1/twins"

    line = refused(DATA_DIR=str(tmp_path), DATABASE_URL=url)

    assert line.startswith("Twinstead cannot start: the database cannot be used (")
    assert line.endswith(
        "). Next: see that it runs, or set DATABASE_URL=postgres://user@host:port/name"
        " (unset: SQLite in DATA_DIR)."
    )
    assert "hunter2" not in line


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("PORT", "eighty", "PORT is 'eighty', but must be a whole number from 1 to 65535."),
        ("HOST", "no.such.host.invalid", "HOST is 'no.such.host.invalid', which is no address."),
        ("DEMO", "huge", "DEMO is 'huge', but must be one of none, small, large."),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL begins with 'mysql:'"),
        ("PUBLIC_URL", "here", "PUBLIC_URL is 'here', but must be an address"),
        ("REDIS_URL", "redis://127.0.0.1:1", "the Redis server of REDIS_URL cannot be used ("),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path, name, value, reason):
    line = refused(**{"DATA_DIR": str(tmp_path), name: value})

    assert line.startswith(f"Twinstead cannot start: {reason}")
