"""Jobs of an iTwin: many changes of its members in one request."""

from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.access import itwin_for
from accounts.api import definitions
from accounts.authentication.bearer import BearerRequest
from accounts.errors import (
    UNREADABLE_BODY,
    InsufficientPermissions,
    InvalidJobRequest,
    JobNotFound,
)
from accounts.models import ITwinJob
from accounts.operations.itwin_jobs import create_itwin_job
from accounts.permissions import Permission, permissions_of
from accounts.queries.itwin_jobs import (
    job_of,
    permissions_needed,
    read_actions,
    represent_actions,
    represent_job,
)
from accounts.tasks import run_job
from itwins_site.queue import hand_over
from itwins_site.wire.prefer import prefers_representation
from itwins_site.wire.request_bodies import json_object

_ANY = (Permission.INVITE_MEMBER, Permission.REMOVE_MEMBER)


@definitions.jobs
class JobViewSet(ViewSet):
    def create(self, request: BearerRequest, itwin_id: str) -> Response:
        itwin = itwin_for(request.user, itwin_id, to=_ANY)
        body = json_object(request, InvalidJobRequest, UNREADABLE_BODY)
        if not permissions_needed(body) <= permissions_of(request.user, itwin):
            raise InsufficientPermissions
        job = create_itwin_job(itwin=itwin, actions=read_actions(body), by=request.user)
        answer = Response(represent_job(job), status=201)
        hand_over(run_job, job.pk)
        return answer

    def retrieve(self, request: BearerRequest, itwin_id: str, job_id: str) -> Response:
        job = _readable_job(request, itwin_id, job_id)
        in_full = prefers_representation(request)
        answer = Response(represent_job(job, in_full=in_full))
        if "Prefer" in request.headers:
            answer["Preference-Applied"] = f"return={'representation' if in_full else 'minimal'}"
        return answer

    @definitions.job_actions
    def actions(self, request: BearerRequest, itwin_id: str, job_id: str) -> Response:
        job = _readable_job(request, itwin_id, job_id)
        return Response({"actions": represent_actions(job)})


def _readable_job(request: BearerRequest, itwin_id: str, job_id: str) -> ITwinJob:
    """The job, for its creator and for whoever could have created one.

    Others learn from the refusal neither that it exists nor that it does not.
    """
    itwin = itwin_for(request.user, itwin_id)
    permitted = not permissions_of(request.user, itwin).isdisjoint(_ANY)
    try:
        job = job_of(itwin, job_id)
    except JobNotFound:
        if not permitted:
            raise InsufficientPermissions from None
        raise
    if not permitted and job.created_by_id != request.user.pk:
        raise InsufficientPermissions
    return job
