"""An export survives the worker that wrote it: kill -9 in the middle of the file, on either queue."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.factories import make_itwin
from tests.twins.export_files import displayed_names, files_below, make_export, state_of
from twins.models import Export, ExportRight
from twins.tasks import run_export

HALTING = "tests.twins.operations.halting_exporter"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def export(workers, acme, owner) -> Export:
    """Of two iTwins; it waits in the queue."""
    for name in ("Bridge", "Tunnel"):
        make_itwin(acme, owner=owner, display_name=name)
    export = make_export(owner)
    run_export.enqueue(str(export.pk))
    return export


def in_storage(folder: Path) -> list[str]:
    return files_below(folder / "files")


def drafts(folder: Path) -> list[str]:
    return files_below(folder / "drafts")


def test_another_worker_writes_what_a_killed_one_began(workers, export, tmp_path):
    workers.kill_one_that_halts(HALTING)

    assert state_of(export) == ("InProgress", 1, "")
    assert (in_storage(tmp_path), len(drafts(tmp_path))) == ([], 1)

    Export.objects.update(leased_until=LONG_AGO)
    workers.let_one_work()

    name = f"exports/{export.pk}.json.gz"
    assert state_of(export) == ("Completed", 2, name)
    assert (in_storage(tmp_path), drafts(tmp_path)) == ([name], [])
    assert displayed_names(export) == ["Bridge", "Tunnel"]
    assert not ExportRight.objects.exists()


def test_a_worker_that_was_replaced_in_the_middle_changes_nothing(workers, export, tmp_path):
    with workers.start("-m", HALTING) as late:
        assert late.stdout.readline() == "halted\n"
        workers.change("UPDATE twins_export SET leased_until = '2020-01-01 00:00:00'")
        with workers.start(
            "manage.py", "worker", "--once", database=workers.shared_database()
        ) as other:
            assert other.wait() == 0
        workers.change("UPDATE twins_export SET file_size = 1")

        late.communicate("")

    workers.take_back_database()
    export.refresh_from_db()
    assert (late.returncode, export.file_size) == (0, 1)
    assert state_of(export) == ("Completed", 2, f"exports/{export.pk}.json.gz")
    assert (in_storage(tmp_path), drafts(tmp_path)) == ([export.file_name], [])
    assert displayed_names(export) == ["Bridge", "Tunnel"]
