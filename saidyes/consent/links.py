"""The addresses of the pages that a token opens. The portal answers them; letters carry them."""

from uuid import UUID

from saidyes.businesses.models import Business
from saidyes.consent.taking_back import take_back_token
from saidyes.consent.unsubscribing import link_token, trial_token

UNSUBSCRIBE = "/portal/unsubscribe/{}/"
CHOICE = "/portal/email-choice/{}/"
TAKE_BACK = "/portal/take-back/{}/"


def unsubscribe_url(business: Business, address_id: UUID, blast_id: UUID | None = None) -> str:
    """The link of one letter, and the URI of its List-Unsubscribe header (RFC 8058 section 3.1)."""
    return business.url(UNSUBSCRIBE.format(link_token(business.pk, address_id, blast_id)))


def trial_url(business: Business) -> str:
    """The same for nobody, to try it out."""
    return business.url(UNSUBSCRIBE.format(trial_token(business.pk)))


def choice_url(business: Business, address_id: UUID, blast_id: UUID | None = None) -> str:
    """The page where whoever reads the address sees its choice and may change it."""
    return business.url(CHOICE.format(link_token(business.pk, address_id, blast_id)))


def take_back_url(business: Business, address_id: UUID, event_id: UUID) -> str:
    """The page where whoever never agreed takes back the yes that staff wrote down."""
    return business.url(TAKE_BACK.format(take_back_token(business.pk, address_id, event_id)))


class Links:
    """Both addresses for many letters of one school, a token made once for the two."""

    def __init__(self, business: Business, blast_id: UUID) -> None:
        self._business_id = business.pk
        self._blast_id = blast_id
        self._before = [business.url(path[:-3]) for path in (UNSUBSCRIBE, CHOICE)]

    def of(self, address_id: UUID) -> tuple[str, str]:
        """Where its reader leaves, and where they choose."""
        token = link_token(self._business_id, address_id, self._blast_id)
        unsubscribe, choice = self._before
        return f"{unsubscribe}{token}/", f"{choice}{token}/"
