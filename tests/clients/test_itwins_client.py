"""The published npm client, driven by node against a running server."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from accounts.authentication.access_tokens import issue_access_token
from accounts.models import ApplicationKind
from accounts.operations.applications import register_application
from tests.clients.node import node_or_skip
from tests.factories import make_curated_content, make_itwin, make_member
from twins.choices import Status, SubClass

HERE = Path(__file__).parent
pytestmark = pytest.mark.clients


@pytest.fixture
def node() -> str:
    return node_or_skip()


@pytest.fixture
def cast(server, acme, owner, member, outsider, soylent) -> dict[str, object]:
    """Acme's harbour: what the node tests expect to find."""
    make_curated_content()
    harbour = make_itwin(acme, owner=owner, display_name="Harbour", sub_class=SubClass.ASSET)
    bridge = {"owner": owner, "type": "Bridge"}
    itwins = [
        harbour,
        make_itwin(acme, display_name="River Bridge", number="B-1", **bridge),
        make_itwin(harbour, display_name="Harbour Bridge", number="B-2", **bridge),
        make_itwin(harbour, owner=owner, display_name="Old Quay", status=Status.INACTIVE),
        make_itwin(harbour, owner=owner, display_name="Trial Run", status=Status.TRIAL),
    ]
    for itwin in itwins:
        make_member(itwin, member)
    service, secret = register_application(
        name="Harbour Log", kind=ApplicationKind.SERVICE, by=owner, organization=owner.organization
    )
    for itwin in (harbour, itwins[2]):
        make_member(itwin, service.service_member, "itwins_modify")
    people = {"owner": owner, "member": member, "outsider": outsider}
    return {
        "server": server,
        "account": {"id": str(acme.pk)},
        "ids": {itwin.display_name: str(itwin.pk) for itwin in itwins},
        "people": {
            name: {"id": str(user.pk), "token": issue_access_token(user)}
            for name, user in people.items()
        },
        "service": {
            "clientId": service.client_id,
            "secret": secret,
            "memberId": str(service.service_member_id),
        },
    }


def test_the_published_client_gets_along_with_us(node, cast):
    # One file after the other: they share the server's data.
    run = subprocess.run(
        [node, "--test", "--test-concurrency=1", "--test-reporter=spec", str(HERE)],
        cwd=HERE,
        env=os.environ | {"TWINSTEAD_CAST": json.dumps(cast)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout.rpartition("failing tests:")[2] + run.stderr
