from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from saidyes.api.doors import anyone, monitor_only
from saidyes.checkup.figures import as_text


@require_safe
@anyone
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@anyone
def readyz(_request: HttpRequest) -> HttpResponse:
    """The process answers and reaches its database; 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")


@require_safe
@monitor_only
def metrics(_request: HttpRequest) -> HttpResponse:
    """For Prometheus: how much waits and for how long, reports, seals, alarms, by school and without a name."""
    return HttpResponse(as_text(), content_type="text/plain; version=0.0.4; charset=utf-8")
