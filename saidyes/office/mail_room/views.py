from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from saidyes.common.paging import page_of
from saidyes.mail.posting import mail_room
from saidyes.mail.posting.mail_room import NoSuchLetter
from saidyes.office.doors import StaffRequest, mail_room_door
from saidyes.office.framing import framed
from saidyes.office.mail_room.reading import Opened, letters_of, opened


@require_safe
@mail_room_door
def show(request: StaffRequest) -> HttpResponse:
    page = page_of(letters_of(request.business), request.GET.get("page"))
    return render(request, "office/mail_room/list.html", {"page": page})


@require_safe
@mail_room_door
def letter(request: StaffRequest, letter_id: str) -> HttpResponse:
    return render(request, "office/mail_room/letter.html", {"letter": _opened(request, letter_id)})


@require_safe
@mail_room_door
def html(request: StaffRequest, letter_id: str) -> HttpResponse:
    """The HTML part as a mail program would show it: in a frame without scripts, forms or our cookies."""
    return framed(_opened(request, letter_id).html, with_links=True)


@require_safe
@mail_room_door
def raw(request: StaffRequest, letter_id: str) -> HttpResponse:
    """The exact bytes that a mail server would have been given."""
    _opened(request, letter_id)
    response = HttpResponse(mail_room.read(letter_id), content_type="message/rfc822")
    response["Content-Disposition"] = f'attachment; filename="{letter_id}.eml"'
    return response


def _opened(request: StaffRequest, letter_id: str) -> Opened:
    try:
        return opened(request.business, letter_id)
    except NoSuchLetter as wrong:
        raise Http404 from wrong
