"""A letter in a frame: as a mail program would show it, without scripts, forms, others’ pictures or our cookies."""

from django.http import HttpResponse

MAY_LOAD = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
LINKS_OPEN_OUTSIDE = "allow-popups allow-popups-to-escape-sandbox"
IN_ANOTHER_TAB = '<base target="_blank">'


def framed(html: str, *, with_links: bool) -> HttpResponse:
    """The HTML of a letter for an iframe of ours. The letter's own inline styles are allowed here and only here.

    `with_links`: its links open in another tab; else they lead nowhere.
    """
    response = HttpResponse(html.replace("<head>", f"<head>{IN_ANOTHER_TAB}", 1) if with_links else html)
    response["Content-Security-Policy"] = f"{MAY_LOAD} {LINKS_OPEN_OUTSIDE}" if with_links else MAY_LOAD
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response
