"""The domains that a school sends from, and what the DNS says of each."""

from saidyes.businesses.models import Business
from saidyes.common.addresses import wire
from saidyes.mail.sender_check.checking import check
from saidyes.mail.sender_check.finding import Finding


def domains_of(business: Business) -> list[str]:
    """As the DNS has them, each once: of Email Blasts first, then of receipts."""
    addresses = (business.blast_address, business.notice_address)
    return list(dict.fromkeys(wire(address).rpartition("@")[2].lower() for address in addresses if address))


def check_domains(business: Business) -> dict[str, list[Finding]]:
    """The findings by domain."""
    return check(domains_of(business), contact=business.reply_to)
