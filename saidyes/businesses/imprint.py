"""Who writes, as it stands over and under every letter."""

from saidyes.businesses.brand import colour_of
from saidyes.businesses.models import Business
from saidyes.mail.rendering import Imprint


def imprint_of(business: Business) -> Imprint:
    """Name, postal address and phone of the school, as people read them; empty where they are not known."""
    return Imprint(
        name=business.name,
        postal_address=business.postal_address,
        phone=business.shown_phone,
        colour=colour_of(business),
    )
