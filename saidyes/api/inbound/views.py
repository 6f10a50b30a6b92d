import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from saidyes.api.doors import TEXT, mail_server_only, provider_only
from saidyes.api.providers import PROVIDERS
from saidyes.api.providers.contract import NotAReport
from saidyes.delivery.hearing import hear
from saidyes.delivery.receiving import receive
from saidyes.mail.reading import LARGEST, Envelope, NotReadable

log = logging.getLogger(__name__)


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


@csrf_exempt  # no browser comes here; the door asks for the provider's proof
@require_POST
@provider_only
def reports(request: HttpRequest, provider: str) -> HttpResponse:
    """What a mail provider tells of letters, some or many at once. What came of it is not told."""
    try:
        told = PROVIDERS[provider].reports_in(request, settings.SAIDYES_PROVIDER_KEY)
    except NotAReport:
        return HttpResponse("This is no report.\n", status=400, content_type=TEXT)
    strange = [hear(one) for one in told].count(False)
    if strange:
        log.warning("%d of %d reports of %s were about no letter of ours", strange, len(told), provider)
    return HttpResponse("Taken.\n", content_type=TEXT)
