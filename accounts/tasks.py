"""Background work about members: each task loads by id and calls one operation."""

from uuid import UUID

from django_tasks import task

from accounts.operations.itwin_jobs import run_itwin_job, take_back_abandoned_jobs


@task
def run_job(job_id: str) -> None:
    run_itwin_job(job_id=UUID(job_id))


def enqueue_abandoned_jobs() -> None:
    """Gives jobs that a killed worker left behind to the next free one."""
    for job_id in take_back_abandoned_jobs():
        run_job.enqueue(str(job_id))
