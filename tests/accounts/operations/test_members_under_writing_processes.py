"""Eight processes change the members of one iTwin at once: nothing is lost, nothing is twice."""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import (
    GroupMember,
    GroupMemberRole,
    Organization,
    OwnerMember,
    User,
    UserMember,
    UserMemberRole,
)
from accounts.operations import visibility
from accounts.operations.roles import create_role
from accounts.queries.assignments import owner_role_id
from accounts.queries.members import role_ids_held
from tests.databases import database_for_others
from tests.factories import make_account, make_group, make_itwin, make_user
from twins.models import ITwin

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's locks"),
]
ROOT = Path(__file__).parents[3]
WRITERS, WRITES = 8, 60
# The last of what somebody held was taken from them, or the group is no member just now; the
# owner of the iTwin is one throughout, so that there is always another one.
EXPECTED_REFUSALS = {"OwnerAlreadyExists", "TeamMemberNotFound"}


@pytest.fixture
def bridge(transactional_db) -> ITwin:
    """With a person for each writer, three visitors, eight roles and two groups."""
    organization = Organization.objects.create(name="Acme Corporation")
    owner = make_user("owner@acme.example", organization=organization, administrator=True)
    account = make_account(organization, owner, "Acme Corp.")
    itwin = make_itwin(account, owner=owner, display_name="Bridge")
    for number in range(WRITERS):
        make_user(f"own{number}@acme.example", organization=organization)
        create_role(itwin=[account, itwin][number % 2], display_name=f"Lasting {number}")
    for number in range(3):
        make_user(f"visitor{number}@acme.example", organization=organization)
    for number, home in enumerate([account, itwin]):
        make_group(home, name=f"Group {number}")
    return itwin


def begin(itwin: ITwin, number: int, environment: dict[str, str]) -> subprocess.Popen:
    seed = random.getrandbits(32)
    print(f"writer {number} with seed {seed}")  # noqa: T201 -- shown when a test fails
    module = "tests.accounts.operations.member_writer_process"
    return subprocess.Popen(
        [sys.executable, "-m", module, str(itwin.pk), str(number), str(seed), str(WRITES)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def write_at_once(itwin: ITwin, folder: Path) -> list[dict[str, Any]]:
    """What each writer reports, by number."""
    settings = {"DATABASE_URL": database_for_others(folder), "DATA_DIR": str(folder)}
    processes = [begin(itwin, number, os.environ | settings) for number in range(WRITERS)]
    for process in processes:
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    reports = []
    for process in processes:
        output, errors = process.communicate()
        assert process.returncode == 0, errors
        reports.append(json.loads(output))
    return reports


def stored(itwin: ITwin, number: int) -> dict[str, Any]:
    """What the writer's own person holds, as a writer reports it."""
    person = User.objects.get(email=f"own{number}@acme.example")
    held = role_ids_held(itwin, [person.pk])[person.pk]
    return {
        "held": [str(role) for role in held if role != owner_role_id(itwin.pk)],
        "owns": owner_role_id(itwin.pk) in held,
    }


def test_eight_processes_lose_and_duplicate_nothing(bridge, tmp_path):
    reports = write_at_once(bridge, tmp_path)

    outcomes = sum((Counter(report.pop("outcomes")) for report in reports), Counter())
    print(json.dumps(outcomes, indent=1, sort_keys=True))  # noqa: T201
    kinds = {outcome.partition(": ")[2] for outcome in outcomes}
    assert outcomes.total() == WRITERS * WRITES
    assert kinds - EXPECTED_REFUSALS == {"done"}
    assert [stored(bridge, number) for number in range(WRITERS)] == reports
    assert visibility.check() == []
    assert OwnerMember.objects.filter(itwin=bridge).count() == 1 + sum(
        report["owns"] for report in reports
    )
    assert not UserMember.objects.filter(role_assignments=None).exists()
    assert not GroupMember.objects.filter(role_assignments=None).exists()
    for rows in (UserMemberRole.objects, GroupMemberRole.objects):
        places = Counter(rows.values_list("member", "position"))
        assert [place for place, times in places.items() if times > 1] == []
