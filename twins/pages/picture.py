"""Putting a picture on an iTwin, and taking it away: a plain form, and back to the page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from accounts.access import itwin_for
from accounts.permissions import Permission
from twins.choices import Channel
from twins.errors import (
    CannotCreateImage,
    ImageMoves,
    ImageNotFound,
    ImageOfTooManyPixels,
    ImageTooElongated,
    ImageUnreadable,
)
from twins.models import ITwin
from twins.operations.images import put_image, remove_image
from twins.pages.signed_in import PersonsRequest, signed_in
from twins.queries.pictures import MAX_BYTES

_REST_OF_THE_FORM = 64 * 1024
_TOO_LARGE = "The picture is larger than 5 MB."
_NONE_CHOSEN = "Choose a picture first."
_WORDS = {
    ImageTooElongated: "One side of the picture is more than 5 times as long as the other.",
    ImageOfTooManyPixels: "The picture has more than 25 million pixels.",
    ImageUnreadable: "This file is no PNG or JPEG picture, or it is damaged.",
    ImageMoves: "An animated picture cannot be used.",
}


@csrf_exempt  # asked for below: the form is not read before its length is known
@require_POST
def picture(request: HttpRequest, itwin_id: UUID) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES + _REST_OF_THE_FORM:
        return _back(request, itwin_id, wrong=_TOO_LARGE)
    return _picture(request, itwin_id)


@csrf_protect
@signed_in
def _picture(request: PersonsRequest, itwin_id: UUID) -> HttpResponse:
    itwin = itwin_for(request.user, itwin_id, to=Permission.ITWINS_MODIFY)
    if request.POST.get("picture") == "none":
        return _remove(request, itwin)
    return _put(request, itwin)


def _remove(request: PersonsRequest, itwin: ITwin) -> HttpResponse:
    try:
        remove_image(itwin, by=request.user, through=Channel.PAGE)
    except ImageNotFound:  # somebody else was faster
        return _back(request, itwin.pk)
    return _back(request, itwin.pk, done="The picture is removed.")


def _put(request: PersonsRequest, itwin: ITwin) -> HttpResponse:
    chosen = request.FILES.get("picture")
    if chosen is None:
        return _back(request, itwin.pk, wrong=_NONE_CHOSEN)
    if (chosen.size or 0) > MAX_BYTES:
        return _back(request, itwin.pk, wrong=_TOO_LARGE)
    content = chosen.read()
    # What a browser calls a file goes by its name; what it is, it says itself.
    extension = "jpeg" if content.startswith(b"\xff\xd8") else "png"
    try:
        put_image(
            itwin, content=content, extension=extension, by=request.user, through=Channel.PAGE
        )
    except CannotCreateImage as refusal:
        return _back(request, itwin.pk, wrong=_WORDS[refusal.details[0]])
    return _back(request, itwin.pk, done="The picture is saved.")


def _back(
    request: HttpRequest, itwin_id: UUID, *, done: str = "", wrong: str = ""
) -> HttpResponseRedirect:
    if done:
        messages.success(request, done)
    if wrong:
        messages.error(request, wrong)
    return HttpResponseRedirect(reverse("twins:itwin", args=[itwin_id]))
