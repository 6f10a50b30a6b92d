"""An Email Blast as a page. Mails are forwarded, so it tells of no reader: no name, no address, no link of theirs."""

from html import escape

from saidyes.blasts.models import Blast
from saidyes.blasts.previewing import nobody
from saidyes.blasts.rendering import said_in, values_for
from saidyes.businesses.brand import logo_of
from saidyes.businesses.imprint import imprint_of
from saidyes.common.languages import current
from saidyes.mail.rendering import Ways, page_frame
from saidyes.mail.slots import fill

UNSUBSCRIBE, CHOOSE = "/portal/unsubscribe/?new=1", "/portal/my-account/account-information/"


def page_of(blast: Blast) -> str:
    """The whole page: the words as they were sent, merge fields as for somebody without a name."""
    business, words = blast.business, blast.frozen
    ways = Ways(unsubscribe=business.url(UNSUBSCRIBE), choose=business.url(CHOOSE))
    html = page_frame(said_in(blast), imprint_of(business), ways=ways, logo=logo_of(business), language=current())
    return fill(html, values_for(words, nobody()), escape)
