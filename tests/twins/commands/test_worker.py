"""`manage.py worker`: waits for work, and stops when it is told to."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django_tasks_db.models import DBTaskResult

from accounts.tasks import forget_finished_tasks, run_job
from tests.databases import database_for_others

UNKNOWN = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_an_idle_worker_cleanly(transactional_db, tmp_path, name):
    environment = {"DATABASE_URL": database_for_others(tmp_path), "DATA_DIR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as worker:
        assert worker.stdout.readline() == "Waiting for work. Stop with Ctrl-C.\n"

        worker.send_signal(name)

        assert worker.communicate() == ("", "")
    assert worker.returncode == 0


def test_tasks_of_the_last_month_are_kept_and_older_ones_forgotten(db, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    old, new = run_job.enqueue(UNKNOWN), run_job.enqueue(UNKNOWN)
    month_ago = datetime.now(UTC) - timedelta(days=31)
    DBTaskResult.objects.filter(pk=old.id).update(enqueued_at=month_ago)

    forget_finished_tasks()

    assert [str(pk) for pk in DBTaskResult.objects.values_list("pk", flat=True)] == [new.id]
