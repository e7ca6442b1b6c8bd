"""`manage.py worker`: waits for work, and stops when it is told to."""

import signal
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from accounts.tasks import forget_finished_tasks, run_job
from tests.factories import make_itwin
from tests.twins.export_files import make_export, names_in
from tests.worker_processes import Workers
from twins.models import Export
from twins.tasks import run_export

UNKNOWN = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    ("workers", "name"),
    [
        ("database", signal.SIGINT),
        ("database", signal.SIGTERM),
        ("database", signal.SIGHUP),
        ("redis", signal.SIGTERM),
        ("redis", signal.SIGHUP),
    ],
    indirect=["workers"],
)
def test_a_signal_stops_an_idle_worker_cleanly(workers, name):
    with workers.start("manage.py", "worker") as worker:
        assert worker.stdout.readline() == "Waiting for work. Stop with Ctrl-C.\n"

        worker.send_signal(name)

        assert worker.communicate() == ("", None)
    assert worker.returncode == 0


def test_an_export_is_written_by_a_worker_and_fetched_without_a_token(
    workers, api, client, acme, owner
):
    make_itwin(acme, owner=owner, display_name="Bridge")
    body = {"outputFormat": "JsonGZip", "subClass": "Project"}
    asked = api(owner).post("/itwins/exports/", body, format="json").json()["export"]

    workers.let_one_work()

    done = api(owner).get(f"/itwins/exports/{asked['id']}").json()["export"]
    fetched = client.get(done["outputUrl"].removeprefix("http://localhost:8000"))
    assert (asked["status"], done["status"]) == ("Queued", "Completed")
    assert names_in(b"".join(fetched)) == ["Bridge"]
    fetched.close()


def test_a_signal_lets_a_worker_finish_what_it_is_at(workers, acme, owner):
    make_itwin(acme, owner=owner, display_name="Bridge")
    run_export.enqueue(str(make_export(owner).pk))
    with workers.start("-m", "tests.twins.operations.halting_exporter", "stays") as worker:
        assert worker.stdout.readline() == "halted\n"

        worker.send_signal(signal.SIGTERM)
        worker.communicate("")

    workers.take_back_database()
    assert worker.returncode == 0
    assert Export.objects.get().status == "Completed"


def test_a_redis_that_does_not_answer_is_one_sentence(tmp_path):
    workers = Workers(tmp_path, "redis://127.0.0.1:1")

    with workers.start(
        "manage.py", "worker", database="sqlite:///:memory:", stderr=subprocess.PIPE
    ) as worker:
        _, said = worker.communicate()

    assert worker.returncode == 1
    assert said.startswith("Twinstead cannot start: the Redis server of REDIS_URL cannot be used (")
    assert said.endswith(
        "Next: see that it runs, or correct REDIS_URL (unset: jobs wait in the database).\n"
    )
    assert said.count("\n") == 1


def test_tasks_of_the_last_month_are_kept_and_older_ones_forgotten(db, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    old, new = run_job.enqueue(UNKNOWN), run_job.enqueue(UNKNOWN)
    month_ago = datetime.now(UTC) - timedelta(days=31)
    DBTaskResult.objects.filter(pk=old.id).update(enqueued_at=month_ago)

    forget_finished_tasks()

    assert [str(pk) for pk in DBTaskResult.objects.values_list("pk", flat=True)] == [new.id]
