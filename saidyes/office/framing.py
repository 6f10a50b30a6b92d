"""A letter in a frame: as a mail program would show it, without scripts, forms or our cookies."""

from django.http import HttpResponse

SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
MAY_LOAD = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    f"frame-ancestors 'self'; sandbox {SANDBOX}"
)
LINKS_OPEN_OUTSIDE = '<base target="_blank">'


def framed(html: str) -> HttpResponse:
    """The HTML of a letter for an iframe of ours. The letter's own inline styles are allowed here and only here."""
    response = HttpResponse(html.replace("<head>", f"<head>{LINKS_OPEN_OUTSIDE}", 1))
    response["Content-Security-Policy"] = MAY_LOAD
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
