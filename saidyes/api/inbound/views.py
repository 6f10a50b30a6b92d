from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from saidyes.api.doors import mail_server_only
from saidyes.delivery.receiving import receive
from saidyes.mail.reading import LARGEST, Envelope, NotReadable

TEXT = "text/plain; charset=utf-8"


@csrf_exempt  # no browser comes here; the secret is asked for by the door
@require_POST
@mail_server_only
def inbound(request: HttpRequest) -> HttpResponse:
    """One raw mail. What came of it is not told: 200 says that it was taken in, whatever it was."""
    size = request.headers.get("Content-Length", "")
    if size.isdecimal() and int(size) > LARGEST:
        return HttpResponse("At most 1 MB.\n", status=413, content_type=TEXT)
    envelope = Envelope(request.headers.get("Envelope-Sender"), request.headers.get("Envelope-Recipient"))
    try:
        receive(request.body, envelope)
    except NotReadable:
        return HttpResponse("This is no mail.\n", status=400, content_type=TEXT)
    return HttpResponse("Taken.\n", content_type=TEXT)
