"""Whether the domain takes mail: who can't be answered is not believed (RFC 5321 5.1, RFC 7505)."""

from django.conf import settings

from saidyes.mail.sender_check.asking import Names
from saidyes.mail.sender_check.finding import Finding, Record, advice, bad, good

ABOUT = "Answers"


def check(domain: str, names: Names) -> Finding:
    is_ours = domain == settings.SAIDYES_INBOUND_DOMAIN
    host = settings.BASE_HOST if is_ours else f"mail.{domain.removeprefix('mail.')}"
    remedy = "Publish this record." if is_ours else "Publish this record, with the name of your own mail server."
    wanted = Record(domain, "MX", f"10 {host}.")
    exchangers = names.exchangers(domain)
    if exchangers == ["."]:
        return bad(ABOUT, f"{domain} says that it takes no mail, so mail from it is refused.", remedy, wanted)
    lost = [name for name in exchangers if not names.has_address(name)]
    if exchangers and len(lost) < len(exchangers):
        return good(ABOUT, f"{domain} takes mail at {exchangers[0]}.")
    if exchangers:
        return bad(ABOUT, f"The mail server of {domain}, {lost[0]}, has no address in the DNS.", remedy, wanted)
    if names.has_address(domain):
        sentence = f"{domain} names no mail server. Mail for it is tried at the address of its website."
        return advice(ABOUT, sentence, remedy, wanted)
    return bad(ABOUT, f"{domain} can’t be found in the DNS, so mail from it is refused.", remedy, wanted)
